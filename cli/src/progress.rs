//! A progress bar, where somebody looks at a terminal and it takes longer than a second.

use clusterroute::parallel::Work;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::RefCell;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

/// What is over by then needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// From one look at the work to the next.
const STEP: Duration = Duration::from_millis(100);

/// The bar of a task, as long as nothing is printed.
pub(crate) struct Bar<'s> {
    running: RefCell<Option<(Sender<()>, ScopedJoinHandle<'s, ()>)>>,
}

impl Bar<'_> {
    /// Takes the bar away for good; when this returns it is gone, so it never mixes with an answer or an error.
    pub(crate) fn stop(&self) {
        if let Some((running, thread)) = self.running.take() {
            drop(running);
            // A bar that failed is gone as well.
            let _ = thread.join();
        }
    }
}

/// Runs a task and shows how far its work is, until it prints something.
pub(crate) fn during<R>(work: &Work, task: impl FnOnce(&Bar<'_>) -> R) -> R {
    // Hidden where standard error is no terminal, or one that cannot go back in a line.
    let target = ProgressDrawTarget::stderr();
    if target.is_hidden() {
        return task(&Bar { running: RefCell::new(None) });
    }
    let (running, end) = channel::<()>();
    let is_over = move |wait| end.recv_timeout(wait) != Err(RecvTimeoutError::Timeout);
    let show = move || {
        if is_over(PATIENCE) {
            return;
        }
        let bar = ProgressBar::with_draw_target(None, target).with_style(style());
        loop {
            let (done, all) = work.progress();
            bar.set_length(all as u64);
            bar.set_position(done as u64);
            bar.tick();
            if is_over(STEP) {
                return bar.finish_and_clear();
            }
        }
    };
    thread::scope(|scope| {
        // Without a thread for it there is no bar; the task matters more.
        let thread = thread::Builder::new().spawn_scoped(scope, show).ok();
        let bar = Bar { running: RefCell::new(thread.map(|thread| (running, thread))) };
        let result = task(&bar);
        bar.stop();
        result
    })
}

/// Plain characters without colour, so that `NO_COLOR` and old consoles need no care.
fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("{spinner} reading [{bar:40}] {pos}/{len}, {elapsed}");
    style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ").tick_chars("-\\|/ ")
}
