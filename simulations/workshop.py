"""Heavy runs in a process of their own: with progress, to be stopped, and slowing nobody's page.

Python shares one lock among its threads, so a model that trains in one learner's thread makes all
others wait. Here runs queue for a worker (``simulations/worker.py``) at low priority. Those who ask
for the same setting share one run; it is stopped when the last of them has stopped waiting. Both
sides speak JSON, a line each: nothing is unpickled.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from simulations.authored import ContentError, Problem
from simulations.base import Drawing, Progress, Simulation
from simulations.catalogue import OURS
from simulations.outcomes import Outcome
from simulations.parameters import ParameterError, Parameters

MOST_WORKERS = 2
"""Each takes a quarter of a gigabyte while it lives."""
IDLE_SECONDS = 600.0
"""A worker without work for that long ends, and gives its memory back."""
State = Literal["waiting", "running", "done", "failed", "stopped"]


class RunStopped(RuntimeError):
    """The run was stopped before it was done: by those who asked for it, or with its process."""


@dataclass(eq=False)
class Job:
    """One run under way, and who waits for it.

    Attributes
    ----------
    share, words
        How far it is (0 to 1), and what is being done.
    outcome, error
        What came of it, once ``state`` is ``done`` or ``failed`` or ``stopped``.
    """

    simulation: Simulation
    parameters: Parameters
    seed: int
    state: State = "waiting"
    share: float = 0.0
    words: str = ""
    outcome: Outcome | None = None
    error: Exception | None = None
    waiting: set[str] = field(default_factory=set)
    process: subprocess.Popen[str] | None = None
    over: threading.Event = field(default_factory=threading.Event)

    def finish(self, outcome: Outcome | None, error: Exception | None = None) -> None:
        """Ends the job with what came of it."""
        self.outcome, self.error = outcome, error
        stopped = isinstance(error, RunStopped)
        self.state = "done" if outcome is not None else "stopped" if stopped else "failed"
        self.over.set()

    def result(self) -> Outcome:
        """What came of it, once it is over; raises what went wrong."""
        if self.error is not None:
            raise self.error
        assert self.outcome is not None
        return self.outcome


class Workshop:
    """Workers for heavy runs below one root of simulations.

    Parameters
    ----------
    root
        The folder of the simulations, as ``Catalogue`` takes it.
    workers
        How many processes may work at a time; by default two, where there are two processors. The
        second is started when the first has its hands full.
    """

    def __init__(self, root: Path = OURS, *, workers: int | None = None) -> None:
        self.root = root
        self._workers = workers if workers is not None else min(MOST_WORKERS, os.cpu_count() or 1)
        self._idle = 0
        self._lock = threading.Lock()
        self._wanted = threading.Condition(self._lock)
        self._queue: deque[Job] = deque()
        self._jobs: dict[tuple[str, Parameters, int], Job] = {}
        self._benches: list[threading.Thread] = []
        self._closed = False

    def job(self, simulation: Simulation, parameters: Parameters, seed: int, *, who: str) -> Job:
        """The run of these settings: joined where it is under way, queued where it is not."""
        key = (simulation.slug, parameters, seed)
        with self._lock:
            if self._closed:
                raise RunStopped("The course is being shut down; start the run again later.")
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = Job(simulation, parameters, seed)
                self._queue.append(job)
                if self._idle < len(self._queue) and len(self._benches) < self._workers:
                    bench = threading.Thread(target=self._work, name="workshop", daemon=True)
                    self._benches.append(bench)
                    self._idle += 1
                    bench.start()
                self._wanted.notify()
            job.waiting.add(who)
        return job

    def leave(self, job: Job, *, who: str) -> None:
        """``who`` waits no longer; where nobody does, the run is stopped."""
        with self._lock:
            job.waiting.discard(who)
            if job.waiting or job.over.is_set():
                return
            if job in self._queue:
                self._queue.remove(job)
                self._end(job, None, _stopped())
            elif job.process is not None:
                job.process.kill()  # whoever listens to it hears that it is gone

    def before(self, job: Job) -> int:
        """How many runs have their turn before this one."""
        with self._lock:
            running = sum(other.state == "running" for other in self._jobs.values() if other is not job)
            return running + self._queue.index(job) if job in self._queue else 0

    def run(
        self, simulation: Simulation, parameters: Parameters, seed: int, progress: Progress | None = None
    ) -> Outcome:
        """The outcome of a run, waited for. What ``progress`` raises stops the waiting."""
        who = f"thread {threading.get_ident()}"
        job = self.job(simulation, parameters, seed, who=who)
        try:
            while not job.over.wait(0.2 if progress is not None else None):
                if progress is not None:
                    progress(job.share, job.words)
        finally:
            self.leave(job, who=who)
        return job.result()

    def measures(self, simulation: Simulation, parameters: Parameters, seed: int) -> Mapping[str, float]:
        """The measures of a run, waited for."""
        return self.run(simulation, parameters, seed).measures

    def close(self) -> None:
        """Stops what is under way, and takes nothing more."""
        with self._lock:
            self._closed = True
            for job in self._jobs.values():
                job.waiting.clear()
                if job.process is not None:
                    job.process.kill()
            self._wanted.notify_all()
        for bench in self._benches:
            bench.join(timeout=10)

    def _end(self, job: Job, outcome: Outcome | None, error: Exception | None = None) -> None:
        self._jobs.pop((job.simulation.slug, job.parameters, job.seed), None)
        job.finish(outcome, error)

    def _next(self) -> Job | None:
        """The job whose turn it is; None where there was none for long, or the workshop is closed."""
        with self._lock:
            self._wanted.wait_for(lambda: self._queue or self._closed, IDLE_SECONDS)
            self._idle -= 1
            if not self._queue or self._closed:
                self._benches.remove(threading.current_thread())
                for job in list(self._queue) if self._closed else ():
                    self._end(job, None, _stopped())
                self._queue.clear()
                return None
            job = self._queue.popleft()
            job.state = "running"
            return job

    def _work(self) -> None:
        """One worker's life: a job after the other, by one process, as long as it lives."""
        process: subprocess.Popen[str] | None = None
        while (job := self._next()) is not None:
            if process is None or process.poll() is not None:
                process = _started(self.root)
            with self._lock:
                job.process = process
                wanted = bool(job.waiting)  # they may have left while the process was being started
            outcome, error = self._done_by(process, job) if wanted else (None, _stopped())
            if wanted and isinstance(error, RunStopped):
                _ended(process)
                process = None
            with self._lock:
                job.process = None
                self._idle += 1  # before anybody hears of the end: the next job is for this worker
                self._end(job, outcome, error)
        if process is not None:
            _ended(process)

    def _done_by(
        self, process: subprocess.Popen[str], job: Job
    ) -> tuple[Outcome | None, Exception | None]:
        """Hands the job to the process and listens until it is over."""
        assert process.stdin is not None
        assert process.stdout is not None
        order = {"slug": job.simulation.slug, "parameters": job.parameters.model_dump(), "seed": job.seed}
        try:
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            for line in process.stdout:
                told = json.loads(line)
                if "share" in told:
                    job.share, job.words = float(told["share"]), str(told["words"])
                    continue
                return _outcome(told, job), None
        except (ParameterError, ContentError, EngineFailed) as error:
            return None, error
        except (OSError, ValueError):
            pass  # the process is gone, or was cut off in the middle of a line
        if not job.waiting:
            return None, _stopped()
        return None, RunStopped("The process of this run ended before it was done. Start it again.")


class EngineFailed(RuntimeError):
    """An engine raised something unexpected; the operator's log has its traceback."""


def _stopped() -> RunStopped:
    return RunStopped("The run was stopped.")


def _outcome(told: Mapping[str, Any], job: Job) -> Outcome:
    """What the worker told of a run that is over; raises what it says went wrong."""
    match told.get("failed"):
        case "parameters":
            raise ParameterError(told["faults"])
        case "content":
            raise ContentError([Problem(f"simulations/{job.simulation.slug}", 1, 1, told["faults"][0])])
        case str():
            raise EngineFailed(told["faults"][0])
    charts = {slug: Drawing(**drawing) for slug, drawing in told["charts"].items()}
    measures = {name: math.nan if value is None else value for name, value in told["measures"].items()}
    return Outcome(job.simulation.slug, job.parameters, job.seed, measures, charts)


def _started(root: Path) -> subprocess.Popen[str]:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return subprocess.Popen(  # noqa: S603  our own interpreter and module, no shell
        [sys.executable, "-m", "simulations.worker", str(root)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        cwd=OURS.parent, env={**os.environ, **threads},
    )


def _ended(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()  # it ends when there is no more to read
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
