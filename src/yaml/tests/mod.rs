mod arbitrary;
mod canonical;
mod reading;
mod reference;
mod writing;
