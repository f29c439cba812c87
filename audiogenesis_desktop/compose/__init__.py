"""From a Plan to notes, one LSTM step a note."""
