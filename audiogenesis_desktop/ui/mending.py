"""Mending: the button beside a notice does what it says, and a notice dismissed is a decision."""

from audiogenesis_desktop.studio.notices import Mend
from audiogenesis_desktop.studio.recovering import RECOVERY
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.actions.exporting import ExportCommands
from audiogenesis_desktop.ui.actions.files import FileCommands
from audiogenesis_desktop.ui.actions.helping import Helping
from audiogenesis_desktop.ui.notice_bar import NoticeBar
from audiogenesis_desktop.ui.picture.commands import PictureCommands


class Mending:
    """Listens to the notices' buttons."""

    def __init__(
        self, studio: Studio, files: FileCommands, exports: ExportCommands, picture: PictureCommands, notices: NoticeBar
    ) -> None:
        """Mend what the studio tells of; what has to do with files is asked for as by command."""
        self._studio, self._notices = studio, notices
        self._mends = {
            Mend.SOUNDFONT: files.choose_soundfont,
            Mend.RETRY: studio.making.compose_again,
            Mend.GO_ON: studio.making.go_on,
            Mend.RETRY_SOUND: studio.sound.open,
            Mend.DISCARD: studio.undo,
            Mend.CANCEL_EXPORT: studio.exporting.cancel,
            Mend.RECOVER: files.recover,
            Mend.COPY_DIAGNOSTICS: Helping(studio).copy_diagnostics,
            Mend.OPEN_COPY: files.open_copy,
            Mend.EXPORT_MIDI: files.export_mid,
            Mend.SHOW_WRITTEN: exports.show_written,
            Mend.CANCEL_PICTURE: studio.screening.cancel,
            Mend.CHOOSE_HITS: picture.choose_hits,
            Mend.FIND_VIDEO: picture.ask,
            Mend.BRING_BACK: studio.takes.bring_back,
        }
        notices.mend_requested.connect(self._mend)
        notices.dismissed.connect(self._dismissed)

    def _mend(self, mend: str) -> None:
        notice = self._notices.notice
        if notice is not None and notice.key != RECOVERY:  # that offer stands until the piece is opened
            self._notices.remove(notice.key)
        self._mends[Mend(mend)]()

    def _dismissed(self, key: str) -> None:
        if key == RECOVERY:
            self._studio.recovering.dismiss()
