//! What the readers of one call may keep: one amount for all files, formats and threads.

use super::limits::{MAX_IN_FLIGHT, MAX_KEPT, VALUE};
use super::raw::{Object, Raw};
use crate::error::{Code, Error};
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The bytes that have been kept in a call, and those that are only looked at.
#[derive(Debug, Default)]
pub struct Budget {
    kept: AtomicU64,
    /// Bytes of unpacked files that are being read.
    unpacked: Mutex<u64>,
    /// Some of them were let go.
    freed: Condvar,
    /// Held while an archive inside an archive is read.
    inner_archive: Mutex<()>,
}

impl Budget {
    /// Whether more was to be kept than may be. It depends on what was read alone: whatever is charged counts,
    /// also after this.
    pub fn is_spent(&self) -> bool {
        self.kept.load(Relaxed) > MAX_KEPT
    }

    /// The bytes that have been charged.
    pub fn kept(&self) -> u64 {
        self.kept.load(Relaxed)
    }

    /// Charges bytes.
    pub fn charge(&self, bytes: u64) -> Result<(), Spent> {
        let before = self.kept.fetch_add(bytes, Relaxed);
        if before.saturating_add(bytes) > MAX_KEPT { Err(Spent) } else { Ok(()) }
    }

    /// Waits until there is room for a file of so many bytes beside those that are being read, however many threads
    /// read. One file has room whatever its size. A thread that has room asks for no more of it.
    pub fn room(&self, bytes: u64) -> Room<'_> {
        let has_none = |taken: &mut u64| *taken > 0 && taken.saturating_add(bytes) > MAX_IN_FLIGHT;
        let taken = self.unpacked.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = self.freed.wait_while(taken, has_none).unwrap_or_else(PoisonError::into_inner);
        *taken += bytes;
        Room { budget: self, bytes }
    }

    /// Waits until no other archive inside an archive is read: such a one is in memory as a whole, beside the files
    /// that there is [room](Self::room) for. Whoever waits here has no room.
    pub fn alone(&self) -> MutexGuard<'_, ()> {
        self.inner_archive.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Room for the bytes of one file, given back when it is dropped.
#[derive(Debug)]
pub struct Room<'b> {
    budget: &'b Budget,
    bytes: u64,
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        *self.budget.unpacked.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.budget.freed.notify_all();
    }
}

/// The budget is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent;

impl std::fmt::Display for Spent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "expected at most {MAX_KEPT} bytes of values in the input of one call, found more")
    }
}

impl From<Spent> for Error {
    fn from(spent: Spent) -> Self {
        Error::new(Code::TooLarge, spent.to_string())
    }
}

/// Charges a budget from one thread, in pieces that are worth it.
#[derive(Debug, Default)]
pub struct Meter {
    budget: Arc<Budget>,
    /// What is not charged yet.
    open: Cell<u64>,
}

/// Bytes that are charged together.
const PIECE: u64 = 1 << 16;

impl Meter {
    /// Charges this budget.
    pub fn new(budget: &Arc<Budget>) -> Self {
        Self { budget: Arc::clone(budget), open: Cell::new(0) }
    }

    /// The budget that is charged.
    pub fn budget(&self) -> &Arc<Budget> {
        &self.budget
    }

    /// Charges a value with a text of so many bytes; what holds others is charged beside them.
    pub fn value(&self, text: usize) -> Result<(), Spent> {
        self.bytes(VALUE + text as u64)
    }

    /// Charges a copy of a value.
    pub fn copy(&self, value: &Raw<'_>) -> Result<(), Spent> {
        self.bytes(cost(value))
    }

    /// Charges an object with all it holds.
    pub fn object(&self, object: &Object<'_>) -> Result<(), Spent> {
        self.bytes(VALUE + cost_of_fields(object))
    }

    /// Charges bytes.
    pub fn bytes(&self, bytes: u64) -> Result<(), Spent> {
        let open = self.open.get().saturating_add(bytes);
        if open < PIECE {
            self.open.set(open);
            return Ok(());
        }
        self.open.set(0);
        self.budget.charge(open)
    }

    /// Charges what is open; whether the budget is not spent.
    pub fn settle(&self) -> Result<(), Spent> {
        self.budget.charge(self.open.take())
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        let _ = self.settle();
    }
}

/// What a value counts.
pub fn cost(value: &Raw<'_>) -> u64 {
    VALUE
        + match value {
            Raw::Text(text) => text.len() as u64,
            Raw::List(items) => items.iter().map(cost).sum(),
            Raw::Object(object) => cost_of_fields(object),
            _ => 0,
        }
}

fn cost_of_fields(object: &Object<'_>) -> u64 {
    object.fields.iter().map(|(_, value)| cost(value)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_charged_counts_whoever_charges_it() {
        let budget = Arc::new(Budget::default());
        {
            let (first, second) = (Meter::new(&budget), Meter::new(&budget));
            first.value(10).unwrap();
            second.copy(&Raw::List(vec![Raw::Null, Raw::Text("abc".into())])).unwrap();
            assert_eq!(budget.kept(), 0, "pieces are charged together");
        }
        assert_eq!(budget.kept(), 4 * VALUE + 13);
        assert!(!budget.is_spent());
        assert_eq!(budget.charge(MAX_KEPT), Err(Spent));
        assert!(budget.is_spent());
        assert_eq!(budget.charge(0), Err(Spent));
    }
}
