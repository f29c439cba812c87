"""The video in the window: a strip of frames under the ruler, the frame at the playhead, cuts to choose hits from."""
