"""The parts joined behind the window: Document, composing, settings. QtCore, no widgets."""
