//! The allocator and what it tells.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::slice;

/// What a thread did while it was watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Blocks asked for; a block that had to grow is one more.
    pub allocations: usize,
    /// Blocks given back while eight consecutive bytes of a secret stood in them.
    pub unwiped: usize,
}

/// Runs `work` and tells what this thread asked of the allocator meanwhile.
///
/// Whatever `work` returns is dropped before the counting ends, so that its buffers are looked at too.
/// Eight bytes are enough to betray a secret and too many to be met by chance; shorter secrets go
/// unnoticed.
pub fn watch<T>(secrets: &[&[u8]], work: impl FnOnce() -> T) -> Count {
    SECRETS.set(secrets.iter().map(|secret| secret.to_vec()).collect());
    COUNT.set(Some(Count::default()));
    drop(work());
    COUNT.take().unwrap_or_default()
}

/// The system's allocator under observation, to be named as `#[global_allocator]`.
#[derive(Debug)]
pub struct Watchful;

// SAFETY: every block comes from and goes back to `System` with the layout that it was asked for with.
// `realloc` is the trait's own: a new block, a copy, and the old block given back, so that what a growing
// buffer leaves behind is looked at as well.
unsafe impl GlobalAlloc for Watchful {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(|count| count.allocations += 1);
        // Zeroed, so that `dealloc` may read what the owner has never written.
        // SAFETY: the caller's promise about `layout` is passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is alive until the call below, is as long as `layout` says, was zeroed when it
        // was handed out, and its owner has given up every reference to it.
        let bytes = unsafe { slice::from_raw_parts(block, layout.size()) };
        note(|count| count.unwiped += usize::from(betrays(bytes)));
        // SAFETY: `alloc` has the block from `System`, with this layout.
        unsafe { System.dealloc(block, layout) }
    }
}

/// Threads that are not watched, or that are ending, count nothing.
fn note(change: impl FnOnce(&mut Count)) {
    let _ = COUNT.try_with(|cell| {
        if let Some(mut count) = cell.get() {
            change(&mut count);
            cell.set(Some(count));
        }
    });
}

fn betrays(block: &[u8]) -> bool {
    SECRETS
        .try_with(|secrets| {
            let secrets = secrets.borrow();
            let mut pieces = secrets.iter().flat_map(|secret| secret.windows(PIECE));
            pieces.any(|piece| block.windows(PIECE).any(|window| window == piece))
        })
        .unwrap_or(false)
}

const PIECE: usize = 8;

thread_local! {
    /// `None` while the thread is not watched.
    static COUNT: Cell<Option<Count>> = const { Cell::new(None) };
    static SECRETS: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}
