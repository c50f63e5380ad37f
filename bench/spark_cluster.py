"""Spark on a cluster: a cohort screened by two workers, then again while one of them is killed.

    python -m bench.spark_cluster                  # 20 000 dossiers
    python -m bench.spark_cluster --dossiers 200000

A master and two workers are started on this machine from the pyspark that is installed, each a process of its
own. The rows of each screening are compared with DuckDB's, one by one. In the second, a worker and whatever
it started are killed (SIGKILL) while tasks of the screening run on it. Whatever happens, everything that was
started is stopped.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

from cnam_rules.cohorts import make_cohort
from cnam_rules.screening import screen

AS_OF: Final = date(2025, 11, 3)
TITLE: Final = "titre-casp/jury"
SEED: Final = 1
HOST: Final = "127.0.0.1"
PATIENCE: Final = 60.0
"""How many seconds a process may take to be ready."""
ENDED: Final = 8
"""After how many stages a worker is killed."""
NARROW: Final = {
    "spark.ui.showConsoleProgress": "false",
    "spark.ui.enabled": "false",
    "spark.log.level": "OFF",
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    "spark.executor.memory": "1g",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.adaptive.coalescePartitions.enabled": "false",  # more tasks to lose
}


def main(arguments: Sequence[str]) -> int:
    """Screen twice, and say what was seen; 0 when both came to DuckDB's rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dossiers", type=int, default=20_000)
    asked = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cnam-cluster-")))
        make_cohort(asked.dossiers, seed=SEED, to=folder / "cohort")
        began = time.monotonic()
        expected = screen(folder / "cohort", TITLE, as_of=AS_OF, other_readings=False).relation
        rows = expected.order("dossier").fetchall()
        say(began, f"DuckDB: {len(rows)} dossiers")
        master = stack.enter_context(cluster(folder))
        same = [screened(folder, master.url, rows, "two workers")]
        same.append(screened(folder, master.url, rows, "one worker killed", master.kill_one))
        return 0 if all(same) else 1


def say(began: float, what: str) -> None:
    """Print what was seen, and how long it took."""
    sys.stdout.write(f"{time.monotonic() - began:6.1f} s  {what}\n")
    sys.stdout.flush()


def screened(
    folder: Path,
    master: str,
    rows: list[tuple[Any, ...]],
    what: str,
    meanwhile: Callable[[], int] | None = None,
) -> bool:
    """Whether Spark comes to these rows, with what happens once its tasks run."""
    from pyspark.sql import SparkSession

    began = time.monotonic()
    builder = SparkSession.builder.master(master).appName("cnam-rules")
    for name, value in NARROW.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    happened: list[str] = []
    over = threading.Event()
    watch = threading.Thread(target=once_running, args=(session, over, meanwhile, happened, began))
    try:
        wait(lambda: executors(session) == 2, "both workers")
        watch.start()
        asked: dict[str, Any] = {"as_of": AS_OF, "other_readings": False, "backend": master}
        with screen(folder / "cohort", TITLE, **asked) as there:
            found = there.relation.order("dossier").fetchall()
        left = executors(session)
    finally:
        over.set()
        if watch.ident is not None:
            watch.join()
        session.stop()
    for line in happened:
        sys.stdout.write(f"{line}\n")
    same = found == rows
    done = meanwhile is None or (len(happened) == 1 and left == 1)
    say(
        began,
        f"Spark, {what}: {len(found)} dossiers, {left} left at the end, {'same' if same else 'OTHER'} rows",
    )
    if not done:
        say(began, "the worker was not killed in time: nothing was shown")
    return same and done


def executors(session: Any) -> int:  # pyspark is published without what says so
    """How many executors there are, the driver left out."""
    return int(session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()) - 1


def once_running(
    session: Any,
    over: threading.Event,
    meanwhile: Callable[[], int] | None,
    happened: list[str],
    began: float,
) -> None:
    """Wait until some stages have ended, whose rows a worker holds, and tasks run; then let it happen."""
    tracker = session.sparkContext.statusTracker()
    seen: set[int] = set()
    while meanwhile is not None and not over.wait(0.02):
        active = tracker.getActiveStageIds()
        seen.update(active)
        stages = [tracker.getStageInfo(stage) for stage in active]
        running = sum(stage.numActiveTasks for stage in stages if stage is not None)
        if running == 0 or len(seen - {*active}) < ENDED:
            continue
        killed = meanwhile()
        passed = time.monotonic() - began
        ended = len(seen - {*active})
        happened.append(
            f"{passed:6.1f} s  worker {killed} killed: {ended} stages had ended, {running} tasks ran"
        )
        return


def wait(ready: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(0.1)  # none of what is waited for tells when it is ready: it is asked again


class Cluster:
    """The processes of a cluster, each the head of a group with whatever it starts."""

    def __init__(self, folder: Path) -> None:
        import pyspark

        self.home = Path(pyspark.__file__).parent
        self.folder = folder
        self.port, self.page = free_port(), free_port()
        self.url = f"spark://{HOST}:{self.port}"
        self.master: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start the master, then the workers."""
        own = ("--host", HOST, "--port", str(self.port), "--webui-port", str(self.page))
        self.master = self.spawn("master.Master", "master", *own)
        wait(lambda: listening(self.port), "the master")
        for number in range(2):
            work = ("--work-dir", str(self.folder / f"work-{number}"), "--webui-port", str(free_port()))
            limits = ("--host", HOST, "--cores", "1", "--memory", "1500m", *work, self.url)
            self.workers.append(self.spawn("worker.Worker", f"worker-{number}", *limits))

    def spawn(self, kind: str, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """A process of Spark, in a group of its own."""
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [self.home / "bin" / "spark-class", f"org.apache.spark.deploy.{kind}", *arguments],
                env={**os.environ, "SPARK_HOME": str(self.home), "SPARK_LOCAL_IP": HOST},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill_one(self) -> int:
        """Kill a worker and what it started, at once; the number of its process."""
        worker = self.workers.pop()
        kill(worker)
        return worker.pid

    def stop(self) -> None:
        """Stop whatever still runs."""
        for process in (*self.workers, self.master):
            if process is not None:
                kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and its group, which are ours."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A master and two workers, stopped whatever happens."""
    if shutil.which("java") is None:
        raise FileNotFoundError("java")
    began, own = time.monotonic(), Cluster(folder)
    try:
        own.start()
        say(began, f"a master and {len(own.workers)} workers of one core, on {own.url}")
        yield own
    finally:
        own.stop()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def listening(port: int) -> bool:
    """Whether something listens on a port."""
    with socket.socket() as found:
        return found.connect_ex((HOST, port)) == 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is stopped then too
    sys.exit(main(sys.argv[1:]))
