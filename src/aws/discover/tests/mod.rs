mod answers;
mod fake;
mod fakes;
mod lab;
mod moto;
mod sso;
