//! The allocator of the module.

use rlsf::SmallGlobalTlsf;
use zeroizing_alloc::ZeroAlloc;

/// A third of the size of the allocator in `std`, and as fast. It overwrites freed memory: even code that handles no
/// secret may copy remains of an earlier stack frame.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<SmallGlobalTlsf> = ZeroAlloc(SmallGlobalTlsf::new());
