use super::*;

const RETAILER: &str = include_str!("../../scenarios/retailer.toml");

#[test]
fn the_retailer_is_a_complete_model() {
    let loaded = load(RETAILER, "retailer.toml", &[]).unwrap_or_else(|f| panic!("{f}"));
    println!("{}", loaded.render_warnings(false));
    println!("{:#?}", loaded.model.medians);
    for i in &loaded.model.inputs { println!("{} {} {}", i.dimension, i.path, i.distribution.median()); }
    println!("{:?}", loaded.model.correlations.len());
    println!("{:?} {:?} {:?}", loaded.model.calendar, loaded.model.types, loaded.model.options);
    for a in &loaded.model.assumptions { println!("{a:?}"); }
    println!("{:?}", loaded.model.profile.shares.len());
}
