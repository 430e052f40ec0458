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
    for word in
        ["Đắk", "Đăk", "nghiêng", "khuya", "quyển", "Đường", "giường", "thuế", "oách", "ỷ", "xoong", "Huỳnh", "ngoằn"]
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

/// The twelve vowels, each alone and under grave, hook, tilde, acute and dot, in an order of our own;
/// then their bytes in TCVN3 and their spelling in VNI, as the published tables have them.
const PUBLISHED: [(&str, [u8; 6], &str); 12] = [
    ("aàảãáạ", [b'a', 0xb5, 0xb6, 0xb7, 0xb8, 0xb9], "a aø aû aõ aù aï"),
    ("ăằẳẵắặ", [0xa8, 0xbb, 0xbc, 0xbd, 0xbe, 0xc6], "aê aè aú aü aé aë"),
    ("âầẩẫấậ", [0xa9, 0xc7, 0xc8, 0xc9, 0xca, 0xcb], "aâ aà aå aã aá aä"),
    ("eèẻẽéẹ", [b'e', 0xcc, 0xce, 0xcf, 0xd0, 0xd1], "e eø eû eõ eù eï"),
    ("êềểễếệ", [0xaa, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6], "eâ eà eå eã eá eä"),
    ("iìỉĩíị", [b'i', 0xd7, 0xd8, 0xdc, 0xdd, 0xde], "i ì æ ó í ò"),
    ("oòỏõóọ", [b'o', 0xdf, 0xe1, 0xe2, 0xe3, 0xe4], "o oø oû oõ où oï"),
    ("ôồổỗốộ", [0xab, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9], "oâ oà oå oã oá oä"),
    ("ơờởỡớợ", [0xac, 0xea, 0xeb, 0xec, 0xed, 0xee], "ô ôø ôû ôõ ôù ôï"),
    ("uùủũúụ", [b'u', 0xef, 0xf1, 0xf2, 0xf3, 0xf4], "u uø uû uõ uù uï"),
    ("ưừửữứự", [0xad, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9], "ö öø öû öõ öù öï"),
    ("yỳỷỹýỵ", [b'y', 0xfa, 0xfb, 0xfc, 0xfd, 0xfe], "y yø yû yõ yù î"),
];

#[test]
fn every_letter_is_where_the_published_tables_have_it_in_both_directions() {
    let mut letters: Vec<(char, char, String)> = vec![('đ', '\u{ae}', "ñ".to_owned())];
    for (vowels, bytes, spelled) in PUBLISHED {
        for ((vowel, byte), spelled) in vowels.chars().zip(bytes).zip(spelled.split(' ')) {
            letters.push((vowel, char::from(byte), spelled.to_owned()));
        }
    }
    assert_eq!(letters.len(), 73);
    for (letter, byte, spelled) in letters {
        let (small, capital) = (letter.to_string(), letter.to_uppercase().to_string());
        assert_eq!(tcvn3::decode(&byte.to_string()).as_deref(), Some(small.as_str()));
        assert_eq!(tcvn3::encode(&small, false), Some(byte.to_string()));
        assert_eq!(vni::decode(&spelled).as_deref(), Some(small.as_str()));
        assert_eq!(vni::encode(&small).as_deref(), Some(spelled.as_str()));
        assert_eq!(vni::decode(&spelled.to_uppercase()).as_deref(), Some(capital.as_str()));
        assert_eq!(vni::encode(&capital), Some(spelled.to_uppercase()));
        // A font of capitals shows the small letter as one.
        let written = tcvn3::encode(&capital, true).unwrap();
        assert_eq!(tcvn3::decode(&written).map(|read| read.to_uppercase()), Some(capital.clone()));
        // Of the capitals, TCVN3 has those that differ in their shape alone.
        let has_code = letter.is_ascii() || "ăâđêôơư".contains(letter);
        assert_eq!(tcvn3::encode(&capital, false).is_some(), has_code, "{capital}");
    }
}

#[test]
fn every_syllable_is_written_as_it_is_read() {
    let mut count = 0;
    for syllable in syllable::all() {
        count += 1;
        let capital = syllable.to_uppercase();
        let (first, rest) = syllable.split_at(syllable.chars().next().map_or(0, char::len_utf8));
        let title = format!("{}{rest}", first.to_uppercase());
        for text in [&syllable, &title, &capital] {
            let written = Encoding::Vni.encode(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(legible(&written, Some(Encoding::Vni)), text.as_str());
            let capitals = Encoding::Tcvn3 { capitals: true };
            let written = capitals.encode(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(legible(&written, Some(capitals)), capital);
        }
        let written = TCVN3.encode(&syllable).unwrap_or_else(|| panic!("{syllable}"));
        assert_eq!(legible(&written, Some(TCVN3)), syllable);
    }
    assert!(count > 20_000, "{count}");
}

#[test]
fn what_an_encoding_cannot_write_is_refused() {
    for text in ["TỔNG CỘNG", "Müller", "Tổng ≥ 5", "日本"] {
        assert_eq!(TCVN3.encode(text), None, "{text}");
    }
    for text in ["Müller", "Tổng ≥ 5", "España"] {
        assert_eq!(Encoding::Vni.encode(text), None, "{text}");
    }
    assert_eq!(TCVN3.encode("Xã Đắk Hà – 5‰").as_deref(), Some("X· §¾k Hµ – 5‰"));
    assert_eq!(Encoding::Vni.encode("TỔNG CỘNG").as_deref(), Some("TOÅNG COÄNG"));
}

#[test]
fn a_legacy_font_has_one_of_today_that_looks_like_it() {
    for (legacy, today) in [
        (".VnTime", "Times New Roman"),
        (".VnTimeH", "Times New Roman"),
        (".VnArial Narrow", "Arial"),
        ("VNI-Helve", "Arial"),
        (".VnCourier New", "Courier New"),
    ] {
        assert_eq!(unicode_font(legacy), today);
        assert_eq!(Encoding::of_font(today), None);
    }
}

proptest::proptest! {
    #[test]
    fn what_is_written_reads_back(text in "[ a-zA-Z0-9àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵÀĂĐƠỆ.,/%()-]{0,16}") {
        for encoding in [TCVN3, Encoding::Tcvn3 { capitals: true }, Encoding::Vni] {
            if let Some(written) = encoding.encode(&text) {
                let read = legible(&written, Some(encoding));
                match encoding {
                    Encoding::Tcvn3 { capitals: true } => proptest::prop_assert_eq!(read, text.to_uppercase()),
                    _ => proptest::prop_assert_eq!(read, text.as_str()),
                }
            }
        }
    }
}
