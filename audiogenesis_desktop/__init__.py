"""Audiogenesis Desktop: a sentence becomes background music that its user can see, edit, play and deliver."""

import os

__version__ = "0.1.0"

# Nothing leaves the machine. Libraries look at these when they are first imported, which is later than this in every
# process: the command line's, the window's, the composing one's, training's and the frozen app's.
_QUIET = {
    "ORT_DISABLE_TELEMETRY": "1",  # ONNX Runtime would look up a host and keep an id in the user's cache
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",  # whose threads would not survive a fork, of which it warns
}
os.environ.update(_QUIET)
