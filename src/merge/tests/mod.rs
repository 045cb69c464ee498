mod notation;
mod properties;
mod table;
