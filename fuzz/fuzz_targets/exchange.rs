//! Two requests of one client, under any script of answers, faults, waits and mistaken calls.

#![no_main]

use bw_auth_fuzz::{Run, Script};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|script: Script<'_>| Run::script(&script));
