//! Links core into a program with its own panic handler and allocator. Were std anywhere below, rustc
//! would stop at two panic handlers.

#![no_std]

extern crate alloc;

use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;
use core::ptr::null_mut;

use bw_auth_core::{
    AccountId, Authorization, BasicCredentials, Endpoint, Environment, OrdersPage, PageSize,
};

/// A number that takes a target and a header to know, or 0.
///
/// It is never called: that its callees must be linked is the point.
#[unsafe(no_mangle)]
pub extern "C" fn reach_core() -> usize {
    lengths().unwrap_or(0)
}

fn lengths() -> Option<usize> {
    let account: AccountId = "920012".parse().ok()?;
    let orders = Endpoint::orders(OrdersPage::FIRST, PageSize::MAX);
    let target = orders
        .resolve(&Environment::production(), Some(&account))
        .ok()?;
    let credentials = BasicCredentials::parse(b"Basic amRvZTpvcGVuIHNlc2FtZQ==").ok()?;
    let header = Authorization::basic(&credentials);
    Some(target.template().len() + header.expose().len())
}

/// Has no memory to give: the program is linked and not run.
struct NoMemory;

// SAFETY: null is how an allocator says that there is no memory, so nothing can be freed either.
unsafe impl GlobalAlloc for NoMemory {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static NO_MEMORY: NoMemory = NoMemory;

#[panic_handler]
fn stop(_: &PanicInfo<'_>) -> ! {
    loop {}
}
