//! What Python's `random` module draws from its generators: `randbelow`, `randrange`, `shuffle`.

use minijinja::value::Value;
use sha2::{Digest, Sha512};

use super::super::python;
use super::mersenne::MersenneTwister;

/// A generator of random bits: seeded, or the operating system's.
#[derive(Debug)]
pub(super) enum Source {
    Seeded(MersenneTwister),
    System,
}

impl Source {
    /// The generator that `random.Random(seed)` is; no seed (`None`) asks the operating system.
    ///
    /// The error names the type that cannot be a seed.
    pub(super) fn new(seed: &Value) -> Result<Self, &'static str> {
        let key = if seed.is_none() {
            return Ok(Self::System);
        } else if let Some(number) = python::integer(seed) {
            words(&number.unsigned_abs().to_be_bytes())
        } else if let Some(number) = python::float(seed) {
            words(&float_hash(number).to_be_bytes())
        } else if let Some(text) = python::text(seed)
            .map(str::as_bytes)
            .or_else(|| python::bytes(seed))
        {
            words(&[text, Sha512::digest(text).as_slice()].concat())
        } else {
            return Err(python::type_name(seed));
        };
        Ok(Self::Seeded(MersenneTwister::seeded_by(&key)))
    }

    /// A number of `count` random bits, at most 128.
    fn bits(&mut self, count: u32) -> u128 {
        let mut number = 0;
        for low in (0..count).step_by(32) {
            let word = match self {
                Self::Seeded(generator) => generator.next_u32(),
                Self::System => rand::random(),
            };
            let wanted = (count - low).min(32);
            number |= u128::from(word >> (32 - wanted)) << low;
        }
        number
    }

    /// A number from zero up to `end`, which must be above zero, without `end` itself.
    pub(super) fn below(&mut self, end: u128) -> u128 {
        let width = u128::BITS - end.leading_zeros();
        loop {
            let number = self.bits(width);
            if number < end {
                return number;
            }
        }
    }

    /// A position in something of `length` items, which must not be none.
    pub(super) fn position(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u128)).unwrap_or(0)
    }

    /// One of the numbers from `start` to below `end`, `step` apart; the error says why there is none.
    pub(super) fn in_range(&mut self, start: i128, end: i128, step: i128) -> Result<i128, &'static str> {
        let width = end.checked_sub(start).ok_or("the range is too wide")?;
        let steps = match step {
            0 => return Err("the step is zero"),
            1.. => width.checked_add(step - 1).ok_or("the range is too wide")? / step,
            _ => width.checked_add(step + 1).ok_or("the range is too wide")? / step,
        };
        match u128::try_from(steps) {
            Ok(steps @ 1..) => {
                let chosen = i128::try_from(self.below(steps)).unwrap_or(0);
                Ok(start + step * chosen)
            }
            _ => Err("the range is empty"),
        }
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.position(last + 1);
            items.swap(last, other);
        }
    }
}

/// The 32-bit words of a big-endian number, lowest first and without leading zeros; zero has one.
fn words(number: &[u8]) -> Vec<u32> {
    let word = |bytes: &[u8]| bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    let mut words: Vec<_> = number.rchunks(4).map(word).collect();
    while words.len() > 1 && words.last() == Some(&0) {
        words.pop();
    }
    words
}

/// Python's hash of a float: its value modulo the prime 2⁶¹ - 1, as an unsigned word.
fn float_hash(number: f64) -> u64 {
    const BITS: i32 = 61;
    const PRIME: u64 = (1 << BITS) - 1;
    if number.is_nan() {
        return 0; // Python hashes the object's address: no two runs agree.
    }
    let (mantissa, exponent) = parts(number);
    // Multiplying by two rotates the 61 bits.
    let turn = exponent.rem_euclid(BITS);
    let (low, high) = ((mantissa << turn) & PRIME, mantissa >> (BITS - turn));
    let magnitude = if number.is_infinite() {
        314_159
    } else {
        (low | high) % PRIME
    };
    match (number.is_sign_negative(), magnitude) {
        (true, 1) => 2_u64.wrapping_neg(), // -1 means an error inside of Python.
        (true, _) => magnitude.wrapping_neg(),
        (false, _) => magnitude,
    }
}

/// The whole number and the power of two whose product a float is, without its sign.
fn parts(number: f64) -> (u64, i32) {
    let (bits, implied) = (number.to_bits(), 1 << 52);
    let mantissa = bits & (implied - 1);
    match i32::try_from((bits >> 52) & 0x7ff).unwrap_or(0) {
        0 => (mantissa, -1074),
        exponent => (mantissa | implied, exponent - 1075),
    }
}
