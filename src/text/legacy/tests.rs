use super::*;

const TCVN3: Encoding = Encoding::Tcvn3 { capitals: false };

fn guessed(texts: &[&str]) -> Option<Encoding> {
    let mut evidence = Evidence::default();
    texts.iter().for_each(|text| evidence.add(text));
    evidence.encoding()
}

#[test]
fn tcvn3_is_read_in_small_letters_and_in_fonts_of_capitals() {
    for (stored, read) in [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
        ("Tæng céng", "Tổng cộng"),
        ("Kinh phÝ ®\u{ad}îc giao", "Kinh phí được giao"),
        ("Tû lÖ gi¶i ng©n (%)", "Tỷ lệ giải ngân (%)"),
        ("¦íc thùc hiÖn n¨m 2024", "Ước thực hiện năm 2024"),
    ] {
        assert_eq!(legible(stored, Some(TCVN3)), read);
    }
    let capitals = Encoding::of_font(".VnTimeH");
    assert_eq!(legible("Tæng céng", capitals), "TỔNG CỘNG");
    assert_eq!(legible("Stt", capitals), "STT");
}

#[test]
fn vni_is_read_in_small_and_capital_letters() {
    for (stored, read) in [
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
        ("TOÅNG COÄNG", "TỔNG CỘNG"),
        ("Kinh phí ñöôïc giao", "Kinh phí được giao"),
        ("Tyû leä giaûi ngaân (%)", "Tỷ lệ giải ngân (%)"),
        ("Öôùc thöïc hieän naêm 2024", "Ước thực hiện năm 2024"),
        ("Kyõ thuaät, baét buoäc, ñaëc bieät", "Kỹ thuật, bắt buộc, đặc biệt"),
    ] {
        assert_eq!(legible(stored, Some(Encoding::Vni)), read);
    }
}

#[test]
fn every_letter_of_vietnamese_is_in_both_tables() {
    let bases = "aăâeêioôơuưy";
    let tones = ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
    let wanted: BTreeSet<String> = bases
        .chars()
        .flat_map(|base| tones.iter().map(move |tone| format!("{base}{tone}").nfc().collect::<String>()))
        .chain(["đ".to_owned()])
        .collect();
    let singles = ('a'..='z').chain('\u{a1}'..='\u{ff}').map(String::from);
    let tcvn3: BTreeSet<String> = singles.clone().filter_map(|text| TCVN3.decode(&text)).collect();
    assert_eq!(wanted.difference(&tcvn3).collect::<Vec<_>>(), Vec::<&String>::new());
    let pairs = "aeouyôö".chars().flat_map(|base| ('\u{e0}'..='\u{ff}').map(move |mark| format!("{base}{mark}")));
    let vni: BTreeSet<String> = singles.chain(pairs).filter_map(|text| Encoding::Vni.decode(&text)).collect();
    assert_eq!(wanted.difference(&vni).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn fonts_tell_the_encoding() {
    assert_eq!(Encoding::of_font(".VnTime"), Some(TCVN3));
    assert_eq!(Encoding::of_font(".VnArialH"), Some(Encoding::Tcvn3 { capitals: true }));
    assert_eq!(Encoding::of_font("VNI-Times"), Some(Encoding::Vni));
    for font in ["Times New Roman", "Calibri", "Vni", "VnTime", ""] {
        assert_eq!(Encoding::of_font(font), None, "{font}");
    }
}

#[test]
fn unicode_in_a_legacy_font_stays() {
    for text in ["Tổng cộng", "Kế hoạch năm 2024", "Tổng cộng (triệu đồng)", "là", "Xã Ðông"] {
        for encoding in [TCVN3, Encoding::Vni] {
            assert_eq!(legible(text, Some(encoding)), text);
        }
    }
}

#[test]
fn decomposed_letters_are_composed() {
    assert_eq!(legible("To\u{302}\u{309}ng co\u{302}\u{323}ng", None), "Tổng cộng");
    assert_eq!(legible("Tổng cộng", None), "Tổng cộng");
}

#[test]
fn lost_fonts_are_told_by_the_letters() {
    let tcvn3 = ["Tæng céng", "Kinh phÝ ®\u{ad}îc giao", "Gi¶i ng©n ®Õn 30/9", "Tû lÖ (%)", "X· Hoµ B×nh"];
    assert_eq!(guessed(&tcvn3), Some(TCVN3));
    let vni = ["Toång coäng", "Kinh phí ñöôïc giao", "Giaûi ngaân ñeán 30/9", "Tyû leä (%)", "Xaõ Hoøa Bình"];
    assert_eq!(guessed(&vni), Some(Encoding::Vni));
}

#[test]
fn other_languages_and_unicode_are_no_legacy_text() {
    let vietnamese = ["Tổng cộng", "Kinh phí được giao", "Giải ngân", "xã Hoà Bình", "là", "và", "có", "cho"];
    let without_special = ["xã", "hà", "là", "và", "có", "cá", "tài trí", "thì", "này", "phí", "cô chú"];
    let french =
        ["Préfecture de la Côte-d'Or", "réalisé à 85 %", "août", "où", "déjà", "élève", "coût", "année", "Été"];
    let german = ["Größe", "für", "Übersicht", "über", "Straße", "Öl", "Käufer", "Erlöse", "Maßnahmen"];
    let spanish = ["Año", "señor", "Población", "según", "número", "más", "países"];
    let portuguese = ["Não", "São Paulo", "ação", "população", "três", "área", "número"];
    let nordic = ["på", "är", "för", "så", "år", "Ålesund", "København", "øre", "også"];
    let signs = ["m²", "5 µm", "°C", "± 3", "½", "§ 5", "© 2024", "«x»", "3 × 4", "10 €"];
    let languages: [&[&str]; 8] =
        [&vietnamese, &without_special, &french, &german, &spanish, &portuguese, &nordic, &signs];
    for texts in languages {
        assert_eq!(guessed(texts), None, "{texts:?}");
        for text in texts {
            assert_eq!(legible(text, None), *text);
        }
    }
}

#[test]
fn syllables_follow_the_rules_of_vietnamese() {
    for word in ["nghiêng", "khuya", "quyển", "Đường", "giường", "thuế", "oách", "ỷ", "xoong", "Huỳnh", "ngoằn"]
    {
        assert!(syllable::is_valid(word), "{word}");
    }
    for word in ["été", "für", "cảt", "ắc2", "straße", "zú", "bàà", ""] {
        assert!(!syllable::is_valid(word), "{word}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,20}") {
        for encoding in [None, Some(TCVN3), Some(Encoding::Vni)] {
            legible(&text, encoding);
        }
    }
}
