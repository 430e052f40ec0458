//! Every word that the page itself says, in both languages. Words about findings come from the
//! engine, which speaks both as well.

pub use crate::text::count;
use crate::text::{Bilingual, Lang};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $vi:literal, $en:literal;)*) => {
        /// Something the page says. `{0}`, `{1}` stand for figures, see [`Word::with`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)] // The words themselves say what they are.
        pub enum Word { $($(#[$doc])* $name,)* }

        impl Word {
            /// All of them.
            pub const ALL: &[Word] = &[$(Word::$name,)*];

            /// The words in a language.
            pub fn get(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Word::$name, Lang::Vi) => $vi, (Word::$name, Lang::En) => $en,)*
                }
            }
        }
    };
}

words! {
    Product: "Soát Biểu", "Soát Biểu";
    Open: "Mở tệp…", "Open…";
    OpenShort: "Mở", "Open";
    OpenTitle: "Mở phụ biểu Excel hoặc báo cáo Word khác (Ctrl+O)", "Open another spreadsheet or Word report (Ctrl+O)";
    Undo: "Hoàn tác (Ctrl+Z)", "Undo (Ctrl+Z)";
    Redo: "Làm lại (Ctrl+Y)", "Redo (Ctrl+Y)";
    Note: "Biên bản rà soát", "Review record";
    NoteTitle: "Biên bản theo Nghị định 30: đã soát gì, sửa gì, giữ nguyên gì, phần nào chưa soát được", "The record: what was checked, mended, kept, and what was not checked";
    RecordLead: "Thể thức theo Nghị định 30/2020/NĐ-CP. Điền một lần, máy này nhớ cho lần sau; ô để trống in thành dấu chấm.", "In the form of decree 30/2020. Filled in once, this computer remembers it; what is left out prints as dots.";
    RecordOver: "Cơ quan chủ quản", "Office above";
    RecordOffice: "Cơ quan lập", "Office";
    RecordNumber: "Số", "Number";
    RecordSign: "Ký hiệu", "Sign";
    RecordPlace: "Địa danh", "Place";
    RecordDate: "Ngày", "Date";
    RecordReviewer: "Người rà soát", "Reviewer";
    RecordSigner: "Người ký (chức vụ)", "Who signs (office held)";
    RecordContents: "Đưa vào biên bản", "What is told";
    RecordMended: "Các ô đã sửa", "What was mended";
    RecordKept: "Chỗ giữ nguyên và lý do", "What was kept, and why";
    RecordNotes: "Chỗ làm tròn, lưu ý khác", "Rounding and other notes";
    RecordPrint: "In hoặc lưu PDF", "Print or save as PDF";
    RecordHtml: "Lưu cho Word", "Save for Word";
    RecordBook: "Lưu .xlsx", "Save as .xlsx";
    RecordText: "Lưu .txt", "Save as .txt";
    RecordBack: "Về bảng", "Back to the sheets";
    RecordPaper: "Bản xem trước khi in", "The paper as it prints";
    Save: "Tải bản đã sửa", "Download corrected file";
    SaveShort: "Tải về", "Download";
    SaveTitle: "Chỉ những ô đã sửa thay đổi, mọi thứ khác trong tệp giữ nguyên (Ctrl+S)", "Only the edited cells change, all else in the file stays as it is (Ctrl+S)";
    SaveMore: "Các bản khác để tải về", "Other things to download";
    TakeMarked: "Bản có đánh dấu", "Marked copy";
    TakeMarkedLead: "Tô màu và ghi chú ở từng ô cần xem, thêm trang tính Kết quả soát", "Colours and notes on the cells to look at, and a sheet of findings";
    TakeReceipt: "Bảng kê các ô đã sửa", "List of the cells changed";
    TakeReceiptLead: "Ô nào đã sửa từ bao nhiêu thành bao nhiêu, phần nào giữ nguyên", "Which cells changed from what to what, and what stayed as it was";
    Unsaved: "Có chỗ sửa chưa tải về", "There are edits not downloaded yet";
    ToEnglish: "Đổi sang tiếng Anh", "Switch to English";
    ToVietnamese: "Đổi sang tiếng Việt", "Switch to Vietnamese";
    ToDark: "Đổi sang nền tối", "Switch to dark";
    ToLight: "Đổi sang nền sáng", "Switch to light";

    WelcomeTitle: "Kéo thả phụ biểu Excel hoặc báo cáo Word vào đây", "Drop a spreadsheet or a Word report here";
    WelcomeLead: "Soát Biểu cộng lại từng dòng, tính lại từng tỷ lệ và chỉ ra ô nào không khớp.", "Soát Biểu adds up every line, recomputes every percentage and points to the cells that do not match.";
    WelcomeChoose: "Chọn tệp trên máy", "Choose a file";
    WelcomePaste: "hoặc sao chép bảng trong Excel, Word rồi nhấn Ctrl+V", "or copy a table in Excel or Word and press Ctrl+V";
    WelcomeSample: "Xem thử với bảng mẫu", "Try it with a sample";
    WelcomeSampleHint: "Ba phụ biểu thật, cài sẵn vài lỗi gõ số", "Three real appendices with a few typing slips planted";
    WelcomePromise: "Không tệp nào rời khỏi máy này. Trang không có máy chủ, trình duyệt đã khóa mọi kết nối ra ngoài.", "No file leaves this computer. There is no server, and the browser has locked every connection out of this page.";
    WelcomeUnplugged: "Trang đang mở vẫn chạy khi rút mạng; đóng hay tải lại thì cần mạng.", "The open page works with the network unplugged; closed or reloaded, it needs it.";
    WelcomeKept: "Trang đã được lưu trên máy: rút mạng, tải lại hay mở lại vẫn dùng được.", "The page is kept on this computer: unplugged, reloaded or opened again, it works.";
    WelcomeAlone: "Bạn đang dùng bản một tệp: không cần mạng, không cần cài đặt; chép sang máy khác hay USB vẫn chạy.", "This is the version in one file: no network and nothing to install; copied to another computer or a memory stick, it runs.";
    SaidRenewed: "Đã có bản mới của Soát Biểu; trang sẽ dùng bản mới khi được mở lại.", "There is a new version of Soát Biểu; the page uses it when it is opened again.";
    LeftTitle: "Lần trước còn dở", "Left from last time";
    LeftEdits: "{0}: {1} ô đã sửa", "{0}: cells changed: {1}";
    LeftDecisions: "{0}: {1} chỗ giữ nguyên", "{0}: figures kept: {1}";
    LeftLead: "Trang chỉ giữ các chỗ sửa, không giữ tệp. Mở lại đúng tệp đó thì các chỗ sửa được đề nghị khôi phục.", "The page keeps the edits, never the file. Open the same file again, and they are offered.";
    LeftOpen: "Mở lại tệp…", "Open the file…";
    LeftForget: "Xóa", "Forget";
    LeftForgetSure: "Xóa hẳn các chỗ sửa?", "Forget the edits for good?";
    SaidOpenElsewhere: "{0} cũng đang mở ở một thẻ khác của trình duyệt; mỗi thẻ giữ các chỗ sửa của riêng mình.", "{0} is open in another tab of the browser too; each tab keeps edits of its own.";
    WelcomeWhatSum: "Tổng cộng, cộng dồn, \"trong đó\"", "Totals, subtotals, \"of which\"";
    WelcomeWhatRatio: "Tỷ lệ %, so sánh với kế hoạch và cùng kỳ", "Percentages, comparisons with plan and last year";
    WelcomeWhatFormula: "Công thức cột in sẵn: 3 = 2/1 × 100", "Printed column formulas: 3 = 2/1 × 100";
    Files: "Các tệp đang mở", "Open files";
    AddFile: "+ Thêm tệp", "+ Add file";
    AddFileTitle: "Mở thêm tệp để đối chiếu: phụ biểu, báo cáo, năm trước, các xã", "Open more files to compare with: appendices, the report, last year, the communes";
    CloseFile: "Đóng {0}", "Close {0}";
    CloseTitle: "Có chỗ sửa chưa tải về", "There are edits not downloaded yet";
    CloseLead: "Đóng {0} sẽ mất các chỗ sửa trong tệp đó.", "Closing {0} loses the edits in it.";
    CloseGo: "Bỏ thay đổi, đóng tệp", "Discard the edits";
    Text: "Văn bản", "Text";
    TextOf: "Văn bản {0}", "Text of {0}";
    Paragraph: "đoạn {0}", "paragraph {0}";
    TextTable: "Bảng: {0}", "Table: {0}";
    TextConfirmed: "Gạch liền: khớp với bảng hoặc câu khác ({0})", "Solid line: agrees with a table or another sentence ({0})";
    TextAlone: "Gạch chấm: đã đọc, chưa khớp với số nào khác ({0})", "Dotted line: read, and no other figure agrees with it ({0})";
    TextNoFigures: "Chưa nhận ra số liệu nào trong văn bản này.", "No figure was recognised in this text.";
    DropHere: "Thả tệp để soát", "Drop to check";

    Reading: "Đang đọc và đối chiếu {0}…", "Reading and checking {0}…";
    Drawing: "Đang vẽ bảng…", "Drawing the sheet…";
    Starting: "Đang khởi động…", "Starting…";
    PastedName: "Bảng vừa dán", "Pasted table";

    Address: "Địa chỉ ô", "Cell address";
    ValueBar: "Nội dung ô", "Content of the cell";
    CellEditor: "Sửa ô {0}", "Edit cell {0}";
    TallyOf: "đúng ở {0}/{1} chỗ", "holds in {0} of {1} places";
    Sheet: "Trang tính {0}", "Sheet {0}";
    Row: "Hàng {0}", "Row {0}";
    Column: "Cột {0}", "Column {0}";
    Tabs: "Các trang tính", "Sheets";
    HiddenSheets: "{0} trang tính ẩn cũng được soát", "{0} hidden sheets are checked too";
    ShowHidden: "Hiện các trang tính ẩn", "Show hidden sheets";
    HiddenSheet: "trang tính ẩn", "hidden sheet";
    HiddenRows: "{0} hàng ẩn", "Hidden rows: {0}";
    FilteredRows: "{0} hàng bị lọc", "Rows filtered out: {0}";
    HiddenColumns: "{0} cột ẩn", "Hidden columns: {0}";
    HiddenShow: "hiện ra", "show";
    HiddenCover: "ẩn lại", "hide again";
    HiddenTitle: "Chỉ hiện ở đây để xem; tệp vẫn ẩn như cũ", "Shown here only; they stay hidden in the file";
    TabFindings: "{0} chỗ cần xem", "{0} to look at";

    PanelTabs: "Cần sửa hoặc phép tính", "Findings or calculations";
    TabFix: "Cần sửa", "To fix";
    TabLaws: "Phép tính", "Calculations";
    LawsOn: "{0} phép tính đang dùng", "{0} calculations in use";
    LawsOff: ", {0} đã tắt", ", {0} turned off";
    LawsNone: "Trang tính này chưa có phép tính nào nhận ra được. Hãy thêm phép tính của biểu ở dưới.", "No calculation was recognised on this sheet. Add those of the form below.";
    LawsAllOff: "Tắt tất cả", "Turn all off";
    LawsAllOn: "Bật tất cả", "Turn all on";
    LawList: "Các phép tính của trang tính", "The calculations of the sheet";
    LawTallyLines: "{0}/{1} dòng", "{0}/{1} lines";
    LawTallyColumns: "{0}/{1} cột", "{0}/{1} columns";
    LawSwitch: "Dùng phép tính {0}", "Use the calculation {0}";
    LawOffSince: "Đã tắt ngày {0}", "Turned off on {0}";
    LawMend: "Sửa…", "Change…";
    LawOff: "Tắt cho biểu này", "Turn off for this form";
    LawOn: "Bật lại", "Turn on again";
    LawDrop: "Xóa", "Delete";
    LawSee: "Xem ô {0}", "See {0}";
    LawIdle: "Chưa áp dụng", "Not in use";
    LawAdd: "Thêm phép tính…", "Add a calculation…";
    LawAddTitle: "Thêm phép tính", "Add a calculation";
    LawMendTitle: "Sửa phép tính", "Change a calculation";
    LawPointHint: "nhấn cột, dòng trên bảng rồi chọn dấu", "click columns or lines in the sheet, then choose a sign";
    LawSigns: "Các dấu của phép tính", "The signs of a calculation";
    LawSum: "tổng", "sum of";
    LawExample: "Ví dụ: {0}", "For example: {0}";
    LawHolds: "Đúng ở {0}.", "It holds on {0}.";
    LawFails: "Không đúng ở: {0}", "It does not hold at: {0}";
    LawTake: "Thêm", "Add";
    LawTakeMended: "Thay", "Replace";
    LawLeave: "Thôi", "Cancel";
    LawKept: "Các thay đổi được nhớ trên máy này cho biểu có cùng tiêu đề cột.", "Changes are remembered on this computer for forms with the same headings.";
    LawImport: "Nhập mẫu…", "Import…";
    LawImportTitle: "Dùng mẫu phép tính đã xuất từ máy khác (tệp .json)", "Use a profile that was exported elsewhere (a .json file)";
    LawExport: "Xuất mẫu…", "Export…";
    LawExportTitle: "Lưu các phép tính đã thêm, đã tắt ra tệp .json", "Save what was added and turned off as a .json file";
    LawOfferBoth: "Biểu này đã có {0} quy tắc riêng: thêm {1} phép tính, tắt {2} (lưu ngày {3}).", "This form has {0} rules of its own: {1} calculations added, {2} turned off (kept on {3}).";
    LawOfferAlike: "Biểu này giống biểu đã lưu ở {0}/{1} cột; cột khác: {2}.", "This form is like the one that was kept in {0} of {1} columns; different: {2}.";
    LawOfferTake: "Dùng lại", "Use again";
    LawOfferLeave: "Không dùng", "Do not use";
    SaidLawOff: "Đã tắt phép tính; Ctrl+Z để bật lại.", "The calculation is off; Ctrl+Z turns it on again.";
    SaidLawAdded: "Đã thêm phép tính; Ctrl+Z để bỏ.", "The calculation is in use; Ctrl+Z takes it back.";
    Panel: "Kết quả soát", "Findings";
    Compared: "Đã đối chiếu {0} phép tính", "{0} calculations compared";
    ComparedNone: "Chưa tìm thấy phép tính nào để đối chiếu", "No calculation found to compare";
    AllMatch: "Mọi phép tính đã đối chiếu đều khớp", "Every calculation that was compared matches";
    AllMatchLead: "{0} phép tính nhận ra được đều khớp; các số khác chưa được kiểm.", "{0} calculations were recognised and match; other figures were not checked.";
    NothingToCompare: "Không thấy phép tính nào", "No calculation seen";
    NothingToCompareLead: "Tệp này không có tổng, tỷ lệ hay so sánh nào mà Soát Biểu nhận ra, nên chưa thể nói là đúng hay sai.", "This file has no total, percentage or comparison that Soát Biểu recognises, so it cannot say whether anything is right.";
    NoneInFilter: "Không còn chỗ nào thuộc loại này.", "Nothing of this kind is left.";
    BarLabel: "{0} phép tính, {1} chỗ sai, {2} chỗ cần xem, {3} lưu ý", "{0} calculations, {1} wrong, {2} to look at, {3} notes";
    Filters: "Lọc kết quả", "Filter the findings";
    FilterAll: "Tất cả", "All";
    FilterError: "Sai", "Wrong";
    FilterWarning: "Cần xem", "To check";
    FilterRounding: "Làm tròn", "Rounding";
    FilterOther: "Lưu ý", "Notes";
    FilterDismissed: "Giữ nguyên", "Kept";
    Recomputed: "Tính lại", "Computed";
    Written: "Đang ghi", "Written";
    Blank: "trống", "blank";
    MoreOperands: "và {0} ô nữa", "and {0} more";
    Likely: "Nhiều khả năng:", "Most likely:";
    OtherSuspects: "Cũng có thể:", "It may also be:";
    RepairTo: "{0} = {1}", "{0} = {1}";
    RepairTitle: "Sửa {0} thành {1}", "Change {0} to {1}";
    Dismiss: "Giữ nguyên…", "Keep as it is…";
    DismissTitle: "Số này không sai (Delete); lấy lại bằng Ctrl+Z hoặc ở mục Giữ nguyên", "This is not wrong (Delete); Ctrl+Z or the list of what is kept brings it back";
    DismissWhy: "Vì sao giữ nguyên?", "Why keep it?";
    DismissSource: "Số liệu gốc ghi vậy", "The source says so";
    DismissRounded: "Làm tròn theo mẫu", "The form rounds so";
    DismissOther: "Lý do khác", "Another reason";
    DismissOtherGo: "Giữ nguyên", "Keep";
    KeptBecause: "Giữ nguyên: {0}.", "Kept: {0}.";
    Restore: "Soát lại chỗ này", "Bring it back";
    More: "Thêm", "More";
    CopyFinding: "Sao chép nội dung", "Copy as text";
    MenuOfCell: "Ô {0}", "Cell {0}";
    MenuFinding: "Xem chỗ cần sửa", "See what does not match";
    MenuCut: "Cắt", "Cut";
    MenuCopy: "Sao chép", "Copy";
    MenuPaste: "Dán", "Paste";
    MenuClear: "Xóa nội dung", "Clear";
    MenuEdit: "Sửa ô", "Edit the cell";
    MenuFit: "Cột vừa khít chữ", "Fit the column";
    MenuGo: "Đến ô…", "Go to a cell…";
    ColumnWidth: "{0} rộng {1} px · nhấp đúp: vừa khít", "{0} is {1} px wide · double click: fit";
    RowHeight: "Hàng {0} cao {1} px · nhấp đúp: như trong tệp", "Row {0} is {1} px high · double click: as in the file";
    ObjectPicture: "Hình ảnh", "Picture";
    ObjectChart: "Biểu đồ", "Chart";
    SaidPasteByKey: "Trình duyệt không cho trang đọc bộ nhớ tạm; nhấn Ctrl+V để dán.", "The browser does not let the page read the clipboard; press Ctrl+V to paste.";
    Copied: "Đã sao chép.", "Copied.";
    GoTo: "Tới ô {0}", "Go to cell {0}";
    Certainty: "Độ tin cậy {0}", "{0} certain";
    Rule: "Quy tắc: {0} ({1})", "Rule: {0} ({1})";
    ShowMore: "Xem thêm {0} chỗ", "Show {0} more";
    CellTitle: "Ô {0}", "Cell {0}";
    CellPart: "Ô {0} có trong {1} phép tính", "Cell {0} takes part in {1} calculations";
    CellNoPart: "Ô {0} không có trong phép tính nào", "Cell {0} takes part in no calculation";
    Holds: "khớp", "matches";
    Broken: "không khớp", "does not match";
    NotComputed: "chưa tính được", "cannot be computed";

    Promise: "Mọi xử lý diễn ra trong trình duyệt này, không tệp nào được gửi đi", "Everything happens in this browser, no file is sent anywhere";
    PromiseShort: "Không tệp nào được gửi đi", "No file is sent anywhere";
    ZoomIn: "Phóng to", "Zoom in";
    ZoomOut: "Thu nhỏ", "Zoom out";
    ZoomFit: "Tự chỉnh cho vừa bề ngang", "Fit the width by itself";
    HintSides: "bảng ⇄ kết quả", "sheet ⇄ findings";
    HintApply: "áp dụng", "apply";
    SaidCard: "Ô {0}: {1}. {2}", "Cell {0}: {1}. {2}";
    SaidNoFix: "Chỗ này chưa rõ sai ở đâu, không có cách sửa chắc chắn.", "It is not clear where this is wrong, so there is no sure fix.";
    HintNext: "chỗ kế tiếp", "next finding";
    HintUndo: "hoàn tác", "undo";
    HintFind: "tìm", "find";
    RangeSum: "Tổng", "Sum";
    RangeCount: "Đếm", "Count";
    RangeAverage: "Trung bình", "Average";
    RangeLeast: "Nhỏ nhất", "Least";
    RangeGreatest: "Lớn nhất", "Greatest";
    RangeCopy: "Nhấn để sao chép", "Click to copy";
    SaidNotCopied: "Vùng chọn quá lớn hoặc chưa đọc xong nên chưa sao chép được.", "What is selected is too large to be copied, or not read yet.";
    SaidPasted: "Đã dán {0} hàng × {1} cột từ ô {2}. Ctrl+Z để hoàn tác.", "Pasted {0} rows × {1} columns from cell {2} on. Ctrl+Z undoes it.";
    SaidTooManyPasted: "Bảng vừa sao chép quá lớn để dán vào đây.", "What was copied is too large to be pasted here.";
    Find: "Tìm trong cả tệp (không cần dấu)", "Find in the whole file (accents not needed)";
    FindNone: "Không thấy", "Not found";
    FindNext: "Chỗ kế tiếp", "Next place";
    FindPrevious: "Chỗ trước", "Place before";
    HintEdit: "sửa ô", "edit cell";

    SaidWrong: "Đã kiểm tra: {0} chỗ sai.", "Checked: {0} wrong.";
    SaidToSee: "Đã kiểm tra: {0} chỗ cần xem.", "Checked: {0} to look at.";
    SaidChecked: "Đã kiểm tra: {0} chỗ sai, {1} chỗ cần xem.", "Checked: {0} wrong, {1} to look at.";
    SaidClean: "Mọi phép tính đã đối chiếu đều khớp.", "Every calculation that was compared matches.";
    SaidSaved: "Đã tải về {0}.", "Downloaded {0}.";
    SaidDismissed: "Giữ nguyên ô {0}. Ctrl+Z để lấy lại.", "Cell {0} is kept. Ctrl+Z brings the finding back.";
    CellOutdated: "Công thức này phụ thuộc chỗ đã sửa và chỉ Excel tính được: ô đang hiện số cũ, Excel sẽ tính lại khi mở tệp.", "This formula depends on what was changed and only Excel can calculate it: the cell shows its old value, Excel will calculate it when the file is opened.";
    SaidFormulaKept: "Công thức của ô {0} được giữ nguyên.", "The formula of cell {0} is kept.";
    QuestionLead: "Ô {0} có công thức {1}", "Cell {0} has the formula {1}";
    QuestionReplace: "Thay công thức bằng {0}?", "Replace it with {0}?";
    QuestionClear: "Xóa công thức và để trống ô?", "Remove it and leave the cell empty?";
    QuestionGo: "Thay công thức", "Replace formula";
    QuestionKeep: "Giữ công thức", "Keep formula";
    SaidNoMore: "Không còn chỗ nào cần xem.", "Nothing left to look at.";
    NotAnAddress: "Không có ô {0} trong trang tính này.", "This sheet has no cell {0}.";
    FailedTitle: "Không mở được {0}", "{0} could not be opened";
    TroubleTitle: "Chưa soát được", "The checker cannot work";
    FailedKept: "Tệp đang mở trước đó vẫn còn nguyên.", "The file that was open is untouched.";
    Crashed: "Chương trình gặp lỗi và đã tự khởi động lại.", "The checker ran into trouble and was started again.";
    CrashedReopened: "Chương trình gặp lỗi và đã tự khởi động lại; tệp và các chỗ sửa của bạn còn nguyên.", "The checker ran into trouble and was started again; your file and your edits are kept.";
    CrashedOpening: "Tệp này làm chương trình gặp lỗi nên không mở được. Chương trình đã tự khởi động lại.", "This file made the checker run into trouble and could not be opened. The checker was started again.";
    CannotStart: "Chưa khởi động được chương trình. Hãy tải lại trang bằng Chrome, Edge, Cốc Cốc hoặc Firefox bản mới.", "The checker could not be started. Reload the page in a recent Chrome, Edge or Firefox.";
    CannotReadFile: "Trình duyệt không đọc được tệp này từ máy. Hãy thử chép tệp ra chỗ khác rồi mở lại.", "The browser could not read this file from the disk. Copy it elsewhere and open it again.";
    NoTableInClipboard: "Nội dung vừa dán không có bảng nào.", "What was pasted holds no table.";
    NoSingleValue: "Mỗi lần chỉ dán được một giá trị vào ô {0}. Muốn soát cả một bảng, hãy sao chép bảng đó rồi dán vào đây.", "Only a single value can be pasted into cell {0}. To check a table, copy the whole table and paste it here.";
    PastedTitle: "Soát bảng vừa dán?", "Check the pasted table?";
    PastedLead: "Bảng vừa dán sẽ mở thay cho {0}. Tệp trên máy vẫn còn nguyên.", "The pasted table takes the place of {0}. The file on the disk stays as it is.";
    PastedAlone: "Soát riêng bảng vừa dán", "Check what was pasted by itself";
    PastedGo: "Soát bảng vừa dán", "Check the pasted table";
    LossesTitle: "Trước khi tải về", "Before you download";
    LossesLead: "Bản đã sửa của {0} sẽ khác bản gốc ở những điểm sau:", "The corrected {0} will differ from the original:";
    LossesOriginal: "Tệp gốc trên máy không bị đụng tới.", "The original on your disk is not touched.";
    LossesGo: "Tải bản đã sửa", "Download corrected file";
    LossesStay: "Để sau", "Not now";
    TakenReceipt: "Tải bảng kê các ô đã sửa", "Download the list of changes";
    HidePanel: "Ẩn kết quả soát", "Hide the findings";
    ShowPanel: "Hiện kết quả soát", "Show the findings";
    OfferEdits: "Lần trước bạn đã sửa {0} ô trong tệp này.", "Your edits from last time are still here: {0}.";
    OfferDecisions: "Lần trước bạn đã giữ nguyên {0} chỗ trong tệp này.", "Findings that you set aside last time: {0}.";
    OfferTake: "Khôi phục", "Bring back";
    OfferLeave: "Không khôi phục (xóa)", "Forget";
    DiscardTitle: "Có chỗ sửa chưa tải về", "There are edits not downloaded yet";
    DiscardLead: "Mở tệp khác sẽ mất các chỗ sửa trong {0}.", "Opening another file loses the edits in {0}.";
    DiscardGo: "Bỏ thay đổi, mở tệp khác", "Discard the edits";
    DiscardStay: "Giữ tệp đang mở", "Keep the open file";
    Close: "Đóng", "Close";
    ExpandPanel: "Mở rộng hoặc thu gọn kết quả", "Expand or collapse the findings";
}

impl Word {
    /// The words with figures put in for `{0}`, `{1}`, ….
    pub fn with(self, lang: Lang, figures: &[&str]) -> String {
        let mut text = self.get(lang).to_owned();
        for (index, figure) in figures.iter().enumerate() {
            text = text.replace(&format!("{{{index}}}"), figure);
        }
        text
    }

    /// The words in both languages, for what is kept until it is shown.
    pub fn both(self, figures: &[&str]) -> Bilingual {
        Bilingual::new(self.with(Lang::Vi, figures), self.with(Lang::En, figures))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_language_lacks_a_word() {
        for word in Word::ALL {
            assert!(!word.get(Lang::Vi).trim().is_empty(), "{word:?} in Vietnamese");
            assert!(!word.get(Lang::En).trim().is_empty(), "{word:?} in English");
        }
    }

    #[test]
    fn both_languages_have_room_for_the_same_figures() {
        for word in Word::ALL {
            for slot in ["{0}", "{1}", "{2}", "{3}", "{4}"] {
                assert_eq!(word.get(Lang::Vi).contains(slot), word.get(Lang::En).contains(slot), "{word:?} and {slot}");
            }
        }
    }

    #[test]
    fn figures_are_put_in() {
        assert_eq!(Word::TallyOf.with(Lang::Vi, &["9", "10"]), "đúng ở 9/10 chỗ");
    }
}
