//! How a number is reached: one place expression gives both the write and the read.

/// A number of a plain section: `field!(demand.growth)`, `field!(option customers.patience_minutes)`, and
/// `field!(assist => start)` for a table that may be absent.
macro_rules! field {
    (option $($name:ident).+) => {
        Access { slot: |p, _i| Slot::Optional(&mut p.$($name).+), view: |p, _i| p.$($name).+ }
    };
    ($($name:ident).+ => option $inner:ident) => {
        Access {
            slot: |p, _i| Slot::Optional(&mut p.$($name).+.get_or_insert_default().$inner),
            view: |p, _i| p.$($name).+.as_ref().and_then(|table| table.$inner),
        }
    };
    ($($name:ident).+ => $inner:ident) => {
        Access {
            slot: |p, _i| Slot::Number(&mut p.$($name).+.get_or_insert_default().$inner),
            view: |p, _i| p.$($name).+.as_ref().map(|table| table.$inner),
        }
    };
    ($($name:ident).+) => {
        Access { slot: |p, _i| Slot::Number(&mut p.$($name).+), view: |p, _i| Some(p.$($name).+) }
    };
}

/// A number of a list's elements: `each!(types, ai.reach)`, `each!(option types, growth)`,
/// `each!(phases, gate => min_resolution)`.
macro_rules! each {
    (option $list:ident, $($name:ident).+) => {
        Access { slot: |p, i| Slot::Optional(&mut p.$list[i[0]].$($name).+), view: |p, i| p.$list[i[0]].$($name).+ }
    };
    ($list:ident, $name:ident => option $inner:ident) => {
        Access {
            slot: |p, i| Slot::Optional(&mut p.$list[i[0]].$name.get_or_insert_default().$inner),
            view: |p, i| p.$list[i[0]].$name.as_ref().and_then(|table| table.$inner),
        }
    };
    ($list:ident, $name:ident => $inner:ident) => {
        Access {
            slot: |p, i| Slot::Number(&mut p.$list[i[0]].$name.get_or_insert_default().$inner),
            view: |p, i| p.$list[i[0]].$name.as_ref().map(|table| table.$inner),
        }
    };
    ($list:ident, $($name:ident).+) => {
        Access { slot: |p, i| Slot::Number(&mut p.$list[i[0]].$($name).+), view: |p, i| Some(p.$list[i[0]].$($name).+) }
    };
}
