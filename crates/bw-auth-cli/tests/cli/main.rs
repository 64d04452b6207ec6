//! The program itself, from outside: what it prints, what it leaves behind, and how it ends.

mod callback_test;
#[cfg(unix)]
mod cases;
mod demo;
mod doctor;
#[cfg(unix)]
mod errors;
mod explain;
#[cfg(unix)]
mod fifo;
mod home;
mod profiles;
mod request;
mod running;
mod sandbox;
mod scene;
mod show;
#[cfg(unix)]
mod shown;
mod usage;

use std::process::Command;

fn program(arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_bw-auth"));
    program.args(arguments);
    program
}

fn text(output: &[u8]) -> String {
    String::from_utf8(output.to_vec()).expect("the output is UTF-8")
}
