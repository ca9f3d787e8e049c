//! Work spread over the cores. Results come in the order of what was to be done, so an answer never shows how
//! many threads there were.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

/// How many threads may work, and how far they are.
#[derive(Debug)]
pub struct Work {
    /// Threads that could be started; work inside work finds them taken.
    idle: AtomicUsize,
    announced: AtomicUsize,
    done: AtomicUsize,
}

impl Default for Work {
    /// One thread per core that this process may use.
    fn default() -> Self {
        Self::on(thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }
}

impl Work {
    /// Work for that many threads, of which the caller is one.
    pub fn on(threads: NonZeroUsize) -> Self {
        Self {
            idle: AtomicUsize::new(threads.get() - 1),
            announced: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
        }
    }

    /// How many threads are free to work now, the caller among them.
    pub fn threads(&self) -> usize {
        self.idle.load(Relaxed) + 1
    }

    /// How much of the work that is known by now is done, and how much there is.
    pub fn progress(&self) -> (usize, usize) {
        let done = self.done.load(Relaxed);
        (done, self.announced.load(Relaxed).max(done))
    }

    /// Does one thing after another, on as many threads as are idle, and counts what is done.
    pub fn each<T: Sync, R: Send>(&self, things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        self.announced.fetch_add(things.len(), Relaxed);
        let counted = |(): &mut (), thing: &T| {
            let result = work(thing);
            self.done.fetch_add(1, Relaxed);
            result
        };
        self.map(things, || (), counted)
    }

    /// The same, not counted; every thread makes itself a tool for all it does.
    pub fn map<T: Sync, S, R: Send>(
        &self,
        things: &[T],
        tool: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, &T) -> R + Sync,
    ) -> Vec<R> {
        let next = AtomicUsize::new(0);
        let share = || {
            let (mut tool, mut done) = (tool(), Vec::new());
            loop {
                let place = next.fetch_add(1, Relaxed);
                let Some(thing) = things.get(place) else { return done };
                done.push((place, work(&mut tool, thing)));
            }
        };
        let helpers = self.take(things.len().saturating_sub(1));
        let mut done = thread::scope(|scope| {
            // Where no thread can be had, those that there are do its share.
            let start = |_| thread::Builder::new().spawn_scoped(scope, share).ok();
            let started: Vec<_> = (0..helpers).map_while(start).collect();
            let mut done = share();
            for thread in started {
                done.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            done
        });
        self.idle.fetch_add(helpers, Relaxed);
        done.sort_unstable_by_key(|(place, _)| *place);
        done.into_iter().map(|(_, result)| result).collect()
    }

    /// Takes up to so many of the idle threads.
    fn take(&self, wanted: usize) -> usize {
        let take = |idle: usize| Some(idle - idle.min(wanted));
        self.idle.fetch_update(Relaxed, Relaxed, take).map_or(0, |idle| idle.min(wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    fn on(threads: usize) -> Work {
        Work::on(NonZeroUsize::new(threads).unwrap())
    }

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        let things: Vec<usize> = (0..1000).collect();
        let squares: Vec<usize> = things.iter().map(|n| n * n).collect();
        for threads in [1, 2, 7, 2000] {
            let work = on(threads);
            assert_eq!(work.each(&things, |n| n * n), squares, "{threads}");
            assert_eq!(work.progress(), (1000, 1000));
            assert_eq!(work.idle.into_inner(), threads - 1);
        }
        assert!(on(2).each(&[] as &[usize], |n| *n).is_empty());
    }

    #[test]
    fn threads_work_at_the_same_time() {
        // With fewer than three threads at work nobody would get past the barrier.
        let barrier = Barrier::new(3);
        on(3).each(&[(); 3], |()| barrier.wait());
    }

    #[test]
    fn work_inside_work_starts_no_further_threads() {
        let work = on(2);
        let inner = |_: &i32| {
            work.map(
                &[1, 2, 3],
                || thread::current().id(),
                |own, n| {
                    assert_eq!(thread::current().id(), *own);
                    *n
                },
            )
        };
        let barrier = Barrier::new(2);
        let results = work.each(&[0, 1], |n| {
            // Both are at work, so no thread is idle.
            barrier.wait();
            assert_eq!(work.idle.load(Relaxed), 0);
            barrier.wait();
            inner(n)
        });
        assert_eq!(results, [[1, 2, 3], [1, 2, 3]]);
    }

    #[test]
    fn every_thread_keeps_its_tool() {
        let tools = AtomicUsize::new(0);
        on(4).map(&[(); 100], || tools.fetch_add(1, Relaxed), |_, ()| ());
        assert!((1..=4).contains(&tools.into_inner()));
    }

    #[test]
    fn a_panic_is_the_callers() {
        let caught = std::panic::catch_unwind(|| on(2).each(&[1, 2, 3], |n| assert!(*n != 2)));
        assert!(caught.is_err());
    }
}
