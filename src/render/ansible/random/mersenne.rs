//! MT19937, the generator behind Python's `random.Random` (Matsumoto and Nishimura, 1998).

const SIZE: usize = 624;
const MIDDLE: usize = 397;

/// The Mersenne Twister.
#[derive(Debug)]
pub(super) struct MersenneTwister {
    state: Vec<u32>,
    next: usize,
}

impl MersenneTwister {
    /// Seeds the generator with a key of any length, which must not be empty.
    pub(super) fn seeded_by(key: &[u32]) -> Self {
        let mut state = vec![19_650_218_u32; SIZE];
        for at in 1..SIZE {
            state[at] = mixed(state[at - 1])
                .wrapping_mul(1_812_433_253)
                .wrapping_add(index(at));
        }
        let mut at = 1;
        for step in 0..SIZE.max(key.len()) {
            let digit = step % key.len();
            state[at] = (state[at] ^ mixed(state[at - 1]).wrapping_mul(1_664_525))
                .wrapping_add(key[digit])
                .wrapping_add(index(digit));
            at = advance(&mut state, at);
        }
        for _ in 1..SIZE {
            state[at] =
                (state[at] ^ mixed(state[at - 1]).wrapping_mul(1_566_083_941)).wrapping_sub(index(at));
            at = advance(&mut state, at);
        }
        state[0] = 0x8000_0000;
        Self { state, next: SIZE }
    }

    /// The next 32 random bits.
    pub(super) fn next_u32(&mut self) -> u32 {
        if self.next == SIZE {
            self.twist();
        }
        let mut bits = self.state[self.next];
        self.next += 1;
        bits ^= bits >> 11;
        bits ^= (bits << 7) & 0x9d2c_5680;
        bits ^= (bits << 15) & 0xefc6_0000;
        bits ^ (bits >> 18)
    }

    fn twist(&mut self) {
        for at in 0..SIZE {
            let pair = (self.state[at] & 0x8000_0000) | (self.state[(at + 1) % SIZE] & 0x7fff_ffff);
            let odd = if pair & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[at] = self.state[(at + MIDDLE) % SIZE] ^ (pair >> 1) ^ odd;
        }
        self.next = 0;
    }
}

fn mixed(word: u32) -> u32 {
    word ^ (word >> 30)
}

/// Moves to the next word; past the last one it starts over behind the first, which takes the last one's value.
fn advance(state: &mut [u32], at: usize) -> usize {
    if at + 1 < SIZE {
        return at + 1;
    }
    state[0] = state[SIZE - 1];
    1
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "indices stay below the length of a key"
)]
fn index(at: usize) -> u32 {
    at as u32
}

#[cfg(test)]
mod tests {
    use super::MersenneTwister;

    /// The first numbers of the authors' `mt19937ar.out`.
    #[test]
    fn the_reference_sequence() {
        let mut generator = MersenneTwister::seeded_by(&[0x123, 0x234, 0x345, 0x456]);
        let first: Vec<_> = (0..5).map(|_| generator.next_u32()).collect();
        assert_eq!(
            first,
            [
                1_067_595_299,
                955_945_823,
                477_289_528,
                4_107_218_783,
                4_228_976_476
            ]
        );
    }
}
