//! Worlds by number: the draws that every experiment and analysis of a model shares (model book, "Uncertainty").
//!
//! World `i` of a seed is the same whoever asks for it, in which order, and how many others are drawn.

use crate::engine::world::{Setting, World};
use crate::model::{Model, Parameters};
use crate::noise::Noise;
use crate::registry;
use crate::sampling::{self, Copula, REPLICATES, ScrambledSobol};

/// The worlds of a setting and a seed, or in expected mode the one world of medians.
#[derive(Debug)]
pub struct Worlds<'a> {
    /// What all worlds share.
    pub setting: &'a Setting<'a>,
    /// By replicate.
    points: Vec<ScrambledSobol>,
    copula: Copula,
    noise: Noise,
    expected: bool,
    /// False: worlds differ by their inputs alone. Shocks, leavers, regressions and negotiations are taken as expected, heads
    /// stay fractional.
    pub process_noise: bool,
}

/// Room for one world at a time; a worker allocates it once.
#[derive(Clone, Debug)]
pub struct WorldRoom {
    world: World,
    uniforms: Vec<f64>,
    scratch: Vec<f64>,
}

impl<'a> Worlds<'a> {
    /// Worlds of a seed; `expected`: every world is that of the medians, without noise.
    pub fn new(setting: &'a Setting<'a>, seed: u64, expected: bool) -> Self {
        let model = setting.model;
        let named: Vec<(usize, String)> = model.inputs.iter().map(|input| (input.dimension, input.path.clone())).collect();
        let pairs: Vec<_> = model.correlations.iter().map(|c| (c.a, c.b, c.rho)).collect();
        Self {
            setting,
            points: (0..REPLICATES).map(|r| sampling::replicate(&named, seed, r, 0)).collect(),
            copula: Copula::new(&pairs).expect("a model's correlations are checked to be positive semi-definite"),
            noise: Noise::new(seed),
            expected,
            process_noise: true,
        }
    }

    /// The model.
    pub fn model(&self) -> &'a Model {
        self.setting.model
    }

    /// How many worlds there are when `asked` are wanted: one in expected mode.
    pub fn count(&self, asked: usize) -> usize {
        if self.expected { 1 } else { asked }
    }

    /// Room for one world.
    pub fn room(&self) -> WorldRoom {
        let inputs = self.model().inputs.len();
        let world = if self.expected { World::expected(self.setting) } else { World::room(self.setting) };
        WorldRoom { world, uniforms: vec![0.0; inputs], scratch: vec![0.0; inputs] }
    }

    /// Draws the world of a trial.
    pub fn draw<'r>(&self, trial: u64, room: &'r mut WorldRoom) -> &'r World {
        if !self.expected {
            let WorldRoom { world, uniforms, scratch } = room;
            self.point(trial, uniforms, scratch);
            self.place(trial, uniforms, world);
        }
        &room.world
    }

    /// The sampled inputs of a trial alone, as [`Worlds::inputs`] has them of its world.
    pub fn inputs_of(&self, trial: u64) -> Vec<f64> {
        let mut p = self.model().medians.clone();
        if !self.expected {
            let mut uniforms = vec![0.0; self.model().inputs.len()];
            self.point(trial, &mut uniforms, &mut vec![0.0; self.model().inputs.len()]);
            self.write(&uniforms, &mut p);
        }
        self.read(&p)
    }

    /// Uniforms of a trial's inputs, correlated.
    fn point(&self, trial: u64, uniforms: &mut [f64], scratch: &mut [f64]) {
        let (replicate, place) = sampling::replicate_and_place(trial);
        let points = &self.points[replicate];
        for (dimension, u) in uniforms.iter_mut().enumerate() {
            *u = points.point(place, dimension);
        }
        self.copula.apply(uniforms, scratch);
    }

    /// Turns independent uniforms of all inputs into those of correlated ones.
    pub fn correlate(&self, uniforms: &mut [f64], room: &mut WorldRoom) {
        self.copula.apply(uniforms, &mut room.scratch);
    }

    /// Draws the world whose inputs stand at given uniforms, correlated already, in the luck of a trial. For analyses that
    /// choose their points; never the world of medians.
    pub fn draw_at<'r>(&self, trial: u64, uniforms: &[f64], room: &'r mut WorldRoom) -> &'r World {
        self.place(trial, uniforms, &mut room.world);
        &room.world
    }

    /// Sets inputs.
    fn write(&self, uniforms: &[f64], p: &mut Parameters) {
        for (input, u) in self.model().inputs.iter().zip(uniforms) {
            registry::write(p, &input.target, input.distribution.quantile(*u));
        }
    }

    fn place(&self, trial: u64, uniforms: &[f64], world: &mut World) {
        self.write(uniforms, &mut world.p);
        if self.process_noise {
            world.draw(self.setting, &self.noise, trial);
        } else {
            world.settle(self.setting);
        }
    }

    /// The uncertain inputs of a world as used (rounded where months or counts), in the order of the model's inputs.
    pub fn inputs(&self, world: &World) -> Vec<f64> {
        self.read(&world.p)
    }

    fn read(&self, p: &Parameters) -> Vec<f64> {
        self.model().inputs.iter().map(|input| registry::read(p, &input.target).unwrap_or(f64::NAN)).collect()
    }
}
