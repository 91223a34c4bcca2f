"""The side that we compare with, as a process: torch and transformers, and EasyEdit where a checkout is given.

    python -m theirs [EASYEDIT]

Reads one JSON object a line, `{"job", …arguments}`, and answers each with one line, `{"result"}` or `{"error"}`. A result's
`seconds` are those of the work itself, without the reading and writing of lines.
"""

import json
import os
import signal
import sys
import traceback

import torch
import transformers

from .jobs import Jobs


def main(easyedit=None):
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process ends it
    lines = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not stand among the answers
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())
    jobs = Jobs(easyedit)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"result": getattr(jobs, request.pop("job"))(**request)}
        except Exception:  # told to whoever asked, who decides
            answer = {"error": traceback.format_exc(limit=-4)}
        print(json.dumps(answer), file=lines, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
