//! The allocator of the module.

use rlsf::SmallGlobalTlsf;
use zeroizing_alloc::ZeroAlloc;

/// A third of the size of the allocator that comes with `std`, and as fast. It overwrites what is freed: code that has no
/// part in a secret may still copy what an earlier frame has left on the stack.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<SmallGlobalTlsf> = ZeroAlloc(SmallGlobalTlsf::new());
