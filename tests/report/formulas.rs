//! Works out the formulas of the workbook, as a spreadsheet would: references, ranges, `SUM`, `SUMIF`, `SUMPRODUCT`, `MIN`,
//! `MAX` and the four operations with powers.

use std::collections::BTreeMap;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    Number(f64),
    Text(String),
    Formula(String),
}

/// Cells by sheet, row and column.
pub type Cells = BTreeMap<(String, u32, u32), Held>;

#[derive(Clone, Debug)]
enum Worth {
    One(Held),
    Many(Vec<Option<Held>>),
}

struct Reader<'a> {
    cells: &'a Cells,
    sheet: &'a str,
    text: &'a str,
}

/// Value of a cell; nothing counts as 0.
pub fn value(cells: &Cells, sheet: &str, row: u32, column: u32) -> f64 {
    match cells.get(&(sheet.to_owned(), row, column)) {
        None | Some(Held::Text(_)) => 0.0,
        Some(Held::Number(x)) => *x,
        Some(Held::Formula(text)) => {
            let mut reader = Reader { cells, sheet, text };
            let result = reader.sum();
            assert!(reader.text.is_empty(), "{text}: not read: {}", reader.text);
            number(&result)
        }
    }
}

fn number(worth: &Worth) -> f64 {
    match worth {
        Worth::One(Held::Number(x)) => *x,
        other => panic!("a number was expected: {other:?}"),
    }
}

fn one(x: f64) -> Worth {
    Worth::One(Held::Number(x))
}

fn many(worth: Worth) -> Vec<Option<Held>> {
    match worth {
        Worth::Many(values) => values,
        Worth::One(held) => vec![Some(held)],
    }
}

fn numbers(worth: Worth) -> Vec<f64> {
    many(worth).into_iter().map(|held| if let Some(Held::Number(x)) = held { x } else { 0.0 }).collect()
}

impl Reader<'_> {
    fn eats(&mut self, sign: char) -> bool {
        match self.text.strip_prefix(sign) {
            Some(rest) => {
                self.text = rest;
                true
            }
            None => false,
        }
    }

    fn sum(&mut self) -> Worth {
        let first = self.product();
        if !self.text.starts_with(['+', '-']) {
            return first;
        }
        let mut x = number(&first);
        loop {
            if self.eats('+') {
                x += number(&self.product());
            } else if self.eats('-') {
                x -= number(&self.product());
            } else {
                return one(x);
            }
        }
    }

    fn product(&mut self) -> Worth {
        let first = self.power();
        if !self.text.starts_with(['*', '/']) {
            return first;
        }
        let mut x = number(&first);
        loop {
            if self.eats('*') {
                x *= number(&self.power());
            } else if self.eats('/') {
                x /= number(&self.power());
            } else {
                return one(x);
            }
        }
    }

    fn power(&mut self) -> Worth {
        let base = self.atom();
        if self.eats('^') { one(number(&base).powf(number(&self.atom()))) } else { base }
    }

    fn atom(&mut self) -> Worth {
        if self.eats('(') {
            let inside = self.sum();
            assert!(self.eats(')'), "{}", self.text);
            return inside;
        }
        if self.eats('"') {
            let (text, rest) = self.text.split_once('"').expect("a text ends");
            self.text = rest;
            return Worth::One(Held::Text(text.to_owned()));
        }
        let word: String = self.text.chars().take_while(|c| c.is_ascii_alphanumeric() || "_$.!".contains(*c)).collect();
        self.text = &self.text[word.len()..];
        if self.eats('(') {
            return self.function(&word);
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return one(word.parse().expect("a number"));
        }
        let (sheet, first) = word.split_once('!').map_or((self.sheet.to_owned(), word.as_str()), |(s, cell)| (s.to_owned(), cell));
        let (row, column) = place(first);
        if !self.eats(':') {
            return one(value(self.cells, &sheet, row, column));
        }
        let last: String = self.text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '$').collect();
        self.text = &self.text[last.len()..];
        let (last_row, last_column) = place(&last);
        let cells = (row..=last_row).flat_map(|r| (column..=last_column).map(move |c| (r, c)));
        let held = |(r, c): (u32, u32)| match self.cells.get(&(sheet.clone(), r, c)) {
            Some(Held::Formula(_)) => Some(Held::Number(value(self.cells, &sheet, r, c))),
            other => other.cloned(),
        };
        Worth::Many(cells.map(held).collect())
    }

    fn function(&mut self, name: &str) -> Worth {
        let mut arguments = vec![self.sum()];
        while self.eats(',') {
            arguments.push(self.sum());
        }
        assert!(self.eats(')'), "{name}: {}", self.text);
        let mut arguments = arguments.into_iter();
        let mut next = || arguments.next().expect("an argument");
        one(match name {
            "SUM" => numbers(next()).iter().sum(),
            "MIN" => numbers(next()).into_iter().chain(numbers(next())).fold(f64::INFINITY, f64::min),
            "MAX" => numbers(next()).into_iter().chain(numbers(next())).fold(f64::NEG_INFINITY, f64::max),
            "SUMPRODUCT" => numbers(next()).iter().zip(numbers(next())).map(|(a, b)| a * b).sum(),
            "SUMIF" => {
                let (range, wanted, sums) = (many(next()), many(next()).remove(0), numbers(next()));
                range.into_iter().zip(sums).filter(|(held, _)| *held == wanted).map(|(_, x)| x).sum()
            }
            other => panic!("{other} is not known here"),
        })
    }
}

/// Row and column, from 0, of `$C$7`.
fn place(cell: &str) -> (u32, u32) {
    let cell = cell.replace('$', "");
    let letters: String = cell.chars().take_while(char::is_ascii_alphabetic).collect();
    let column = letters.chars().fold(0, |sum, c| sum * 26 + (c as u32 - 'A' as u32 + 1));
    (cell[letters.len()..].parse::<u32>().expect("a row") - 1, column - 1)
}

#[test]
fn formulas_are_worked_out() {
    let mut cells = Cells::new();
    let mut put = |row, column, held| cells.insert(("A".to_owned(), row, column), held);
    for (column, x) in [2.0, 3.0, 5.0].into_iter().enumerate() {
        put(0, column as u32, Held::Number(x));
        put(1, column as u32, Held::Text(if column == 1 { "no" } else { "yes" }.into()));
    }
    for (i, (formula, want)) in [
        ("(A1+B1)*2-C1/A1", 7.5),
        ("SUM(A!$A$1:$C$1)", 10.0),
        ("SUMIF(A2:C2,\"yes\",A1:C1)", 7.0),
        ("SUMPRODUCT(A1:C1,A1:C1)", 38.0),
        ("1/(1+A1)^(B1/3)", 1.0 / 3.0),
        ("MAX(0-A1,0)+MIN(A1,B1)", 2.0),
    ]
    .into_iter()
    .enumerate()
    {
        let row = 10 + i as u32;
        cells.insert(("A".into(), row, 0), Held::Formula(formula.into()));
        assert!((value(&cells, "A", row, 0) - want).abs() < 1e-12, "{formula}");
    }
}
