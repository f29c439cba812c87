"""The style sheet's text, with $roles where `theme.stylesheet` puts colours."""

STYLE_SHEET = """
* { outline: none; }
QWidget { background: transparent; color: $text; font-size: 13px; }
QMainWindow, QDialog { background: $surface_1; }
#stage { background: $surface_0; }
#panel { background: $surface_1; }
#hairline { background: $line; }
QToolTip { background: $surface_3; color: $text; border: 1px solid $line_strong; padding: 4px 8px; }

QLabel#dim, QLabel#section { color: $text_dim; font-size: 11px; }

QLineEdit { background: $surface_2; border: 1px solid transparent; border-radius: 6px; padding: 0 8px;
            selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:hover { background: $surface_3; }
QLineEdit:focus { border: 1px solid $accent; background: $surface_2; }
QPlainTextEdit#prompt { font-size: 16px; background: $surface_2; border: 1px solid $line; border-radius: 6px;
                        selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit#prompt:hover { border: 1px solid $line_strong; }
QPlainTextEdit#prompt:focus { border: 1px solid $accent; }
QToolButton#inside { padding: 0; min-height: 0; }
QToolButton#inside:hover { background: $surface_3; }
QLineEdit#name, QLineEdit#value { background: transparent; padding: 0 4px; }
QLineEdit#name:hover, QLineEdit#value:hover { background: $surface_2; }
QLineEdit#name:focus, QLineEdit#value:focus { background: $surface_0; }

QPushButton { background: $surface_2; color: $text; border: 1px solid transparent; border-radius: 6px;
              padding: 0 12px; min-height: 26px; }
QPushButton:hover { background: $surface_3; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton:disabled { color: $line_strong; }
QPushButton#primary { background: $accent; color: $on_accent; font-weight: 600; padding: 0 20px; }
QPushButton#primary:hover { background: $accent_hover; }
QPushButton#primary:focus { border: 1px solid $text; }
QPushButton#primary:disabled { background: $surface_2; color: $text_dim; }
QPushButton#stop { background: $surface_3; color: $text; border: 1px solid $line_strong; padding: 0 20px; }
QPushButton#example { background: $surface_1; border: 1px solid $line; text-align: left; padding: 0 16px;
                      min-height: 38px; color: $text; }
QPushButton#example:hover { border: 1px solid $line_strong; background: $surface_2; }
QPushButton#example:focus { border: 1px solid $accent; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 0 6px;
              min-height: 26px; color: $text_dim; }
QToolButton:hover { background: $surface_2; color: $text; }
QToolButton:pressed, QToolButton:checked { background: $surface_3; color: $text; }
QToolButton:focus { border: 1px solid $accent; }
QToolButton#count { background: $surface_2; font-size: 13px; }
QToolButton#count:hover { background: $surface_3; }
QToolButton#swatch { min-height: 0; padding: 0; border: none; background: transparent; }
QToolButton#add { min-height: 0; padding: 0; border-radius: 12px; border: 1px solid $line; }
QToolButton#add:hover { border: 1px solid $text_dim; }
QToolButton#add:focus { border: 1px solid $accent; }
QFrame#popup { background: $surface_2; border: 1px solid $line_strong; border-radius: 6px; }
QFrame#popup QLineEdit { background: $surface_0; }
QFrame#popup QPushButton { background: $surface_3; }
QFrame#popup QPushButton:hover { background: $line_strong; }
QFrame#popup QPushButton#primary { background: $accent; }
QFrame#popup QPushButton#primary:hover { background: $accent_hover; }
QFrame#popup QPushButton#primary:focus { border: 1px solid $text; }
QFrame#popup QPushButton#step, QFrame#popup QPushButton#preset, QFrame#popup QPushButton#tab { padding: 0 4px; }
QFrame#popup QPushButton#preset:checked, QFrame#popup QPushButton#tab:checked {
    background: $surface_0; border: 1px solid $accent; color: $text; }
QFrame#popup QPushButton#preset:checked:focus { border: 1px solid $text; }
QFrame#popup QPushButton#tag { padding: 0 8px; border-radius: 12px; min-height: 22px; }
QPushButton#option { background: transparent; border: 1px solid $line; padding: 0 8px; color: $text_dim; }
QPushButton#option:hover { border: 1px solid $text_dim; color: $text; }
QPushButton#option:checked { background: $surface_3; border: 1px solid $accent; color: $text; }
QPushButton#option:disabled { color: $line_strong; }
QPushButton#option:focus { border: 1px solid $text; }
QDialog#sheet { border: 1px solid $line_strong; }
QFrame#reading { background: $surface_0; border-radius: 6px; }
QLabel#figure { font-size: 16px; }
QPushButton#rest { background: transparent; border: 1px solid $line; border-radius: 12px; padding: 0; min-height: 22px;
                   color: $text_dim; }
QPushButton#rest:hover { border: 1px solid $text_dim; }
QPushButton#rest:focus { border: 1px solid $accent; }
QListWidget { border: none; background: $surface_0; border-radius: 6px; padding: 4px; }
QListWidget#cuts::item { border: 2px solid transparent; border-radius: 6px; color: $text_dim; padding: 2px; }
QListWidget#cuts::item:hover { background: $surface_2; color: $text; }
QListWidget#cuts::item:selected { background: $surface_3; border: 2px solid $accent; color: $text; }
QDialog { background: $surface_1; }
QComboBox { background: $surface_2; border: 1px solid transparent; border-radius: 6px; padding: 0 8px; }
QComboBox:hover { background: $surface_3; }
QComboBox:focus { border: 1px solid $accent; }
QComboBox:disabled { color: $text_dim; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox QAbstractItemView { background: $surface_2; border: 1px solid $line_strong; outline: none;
    selection-background-color: $surface_3; selection-color: $text; }
QTreeView { border: none; background: $surface_0; border-radius: 6px; padding: 4px; }
QTreeView::item { height: 24px; }
QTreeView::item:selected, QTreeView::item:hover { background: $surface_3; color: $text; }
QTreeView::indicator { width: 12px; height: 12px; border: 1px solid $line_strong; border-radius: 3px;
                       background: $surface_2; }
QTreeView::indicator:checked { background: $accent; border: 1px solid $accent; }
QLabel#wrong { color: $danger; font-size: 11px; }
QToolButton#mute, QToolButton#solo { font-size: 11px; padding: 0; min-height: 16px; border-radius: 4px; }
QToolButton#mute:checked { background: $warning; color: $on_accent; }
QToolButton#solo:checked { background: $accent; color: $on_accent; }
QToolButton::menu-indicator { image: none; }

QMenuBar { background: $surface_1; padding: 0 4px; spacing: 0; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; color: $text_dim; background: transparent; }
QMenuBar::item:selected { background: $surface_2; color: $text; }
QMenu { background: $surface_2; border: 1px solid $line_strong; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 20px; border-radius: 4px; }
QMenu::item:selected { background: $surface_3; }
QMenu::item:disabled { color: $text_dim; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::indicator { width: 6px; height: 6px; border-radius: 3px; margin-left: 8px; }
QMenu::indicator:checked { background: $accent; }

QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 3px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: $line_strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
"""
