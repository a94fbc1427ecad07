// SPDX-License-Identifier: Apache-2.0
//! The tree of calls of call-tree.cc in Rust: node N is called by node (N - 1) / 3 only, node 0 by main.
//!   rust-tree [SECONDS] [--gate]
// The names are those that the reader of the stacks looks for.
#![allow(non_snake_case)]

use std::hint::black_box;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

fn repeat(mut work: impl FnMut()) {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_micros(300) {
        work();
    }
}

macro_rules! inner {
    ($name:ident calls $($child:ident),*) => {
        #[inline(never)]
        fn $name() {
            let room = [0u8; 40];
            $($child();)*
            // Used after the last call, which thus is no jump.
            black_box(&room);
        }
    };
}

macro_rules! leaf {
    ($name:ident does $work:expr) => {
        #[inline(never)]
        fn $name() {
            $work;
            black_box(());
        }
    };
}

inner!(mp_node_0 calls mp_node_1, mp_node_2, mp_node_3);
inner!(mp_node_1 calls mp_node_4, mp_node_5, mp_node_6);
inner!(mp_node_2 calls mp_node_7, mp_node_8, mp_node_9);
inner!(mp_node_3 calls mp_node_10, mp_node_11, mp_node_12);

fn multiplies() {
    let mut state = 1u64;
    for _ in 0..4000 {
        state = black_box(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    }
}

fn sorts() {
    let mut numbers: Vec<usize> = (0..512).map(|i| (i * 7919) % 512).collect();
    numbers.sort_by(|a, b| black_box(a).cmp(b));
    black_box(numbers);
}

fn unwinds() {
    let caught = std::panic::catch_unwind(|| std::panic::resume_unwind(Box::new(1)));
    black_box(caught.is_err());
}

leaf!(mp_node_4 does repeat(multiplies));
leaf!(mp_node_5 does repeat(|| { black_box(vec![1u8; 256 * 1024].clone()); }));
leaf!(mp_node_6 does repeat(|| { let _ = std::fs::metadata("/dev/null"); }));
leaf!(mp_node_7 does repeat(|| { black_box(format!("{:.17}", black_box(1.0) / 3.0)); }));
leaf!(mp_node_8 does repeat(sorts));
leaf!(mp_node_9 does repeat(|| { black_box(Instant::now()); }));
leaf!(mp_node_10 does repeat(unwinds));
leaf!(mp_node_11 does std::thread::sleep(Duration::from_micros(200)));
leaf!(mp_node_12 does std::thread::park_timeout(Duration::from_micros(200)));

fn main() {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(5);
    let gate = std::env::args().any(|argument| argument == "--gate");
    if gate {
        println!("{{\"ready\":true,\"pid\":{}}}", std::process::id());
        std::io::stdin().read_line(&mut String::new()).expect("standard input");
    }
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(seconds) {
        mp_node_0();
    }
    let elapsed = start.elapsed().as_nanos();
    println!("{{\"program\":\"rust-tree\",\"elapsedNs\":{elapsed},\"fanOut\":3,\"nodes\":13}}");
    if gate {
        std::io::stdout().flush().expect("standard output");
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
    }
}
