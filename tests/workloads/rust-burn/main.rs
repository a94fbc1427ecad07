// SPDX-License-Identifier: Apache-2.0
//! One thread that computes in a generic function called from a closure, for a known time.
//!   rust-burn [SECONDS] [--gate]

use std::hint::black_box;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

trait Step {
    fn step(&self, state: u64) -> u64;
}

struct Multiply(u64);

impl Step for Multiply {
    #[inline(never)]
    fn step(&self, state: u64) -> u64 {
        let mut value = state;
        for _ in 0..20_000 {
            value = black_box(value.wrapping_mul(self.0).wrapping_add(1));
        }
        value
    }
}

#[inline(never)]
fn burns_in_rust<S: Step>(step: &S, end: Instant) -> u64 {
    let mut state = 1;
    while Instant::now() < end {
        state = step.step(state);
    }
    state
}

fn main() {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(5);
    let gate = std::env::args().any(|argument| argument == "--gate");
    if gate {
        println!("{{\"ready\":true,\"pid\":{}}}", std::process::id());
        std::io::stdin().read_line(&mut String::new()).expect("standard input");
    }
    let start = Instant::now();
    let end = start + Duration::from_secs(seconds);
    let burn = move || burns_in_rust(&Multiply(6_364_136_223_846_793_005), end);
    let result = std::thread::spawn(burn).join().expect("the thread computes");
    println!(
        "{{\"program\":\"rust-burn\",\"elapsedNs\":{},\"result\":{result},\"onCpuStack\":[\"<rust_burn::Multiply as rust_burn::Step>::step\",\"rust_burn::burns_in_rust::<rust_burn::Multiply>\"]}}",
        start.elapsed().as_nanos()
    );
    if gate {
        std::io::stdout().flush().expect("standard output");
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
    }
}
