// Checks of organisations and persons.
// SPDX-License-Identifier: Apache-2.0
#include "office/organisation.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "office/fields.h"
#include "workflow/corporate_number.h"

namespace hoshi::office {
namespace {

constexpr std::size_t name_bytes_max = 300;
constexpr std::size_t former_names_max = 20;
constexpr std::size_t address_bytes_max = 600;

constexpr std::array<std::string_view, 47> prefectures = {
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県", "埼玉県", "千葉県",
    "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県",
    "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"};

constexpr std::array<std::string_view, 10> legal_forms = {
    "カブシキガイシャ", "カブシキカイシャ", "ユウゲンガイシャ", "ゴウドウガイシャ", "ゴウシガイシャ", "ゴウメイガイシャ",
    "イッパンシャダンホウジン", "イッパンザイダンホウジン", "ドクリツギョウセイホウジン", "コクリツダイガクホウジン"};

constexpr std::array<std::string_view, 6> parts_known = {"applicant", "manufacturer", "seller", "agent", "verifier", "laboratory"};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool are_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

// The three bytes of a character of U+3000 to U+30FF as UTF-8 writes them, as a number; 0 for anything else.
unsigned kana_at(std::string_view text, std::size_t position) {
  if (position + 3 > text.size() || static_cast<unsigned char>(text[position]) != 0xe3) return 0;
  const auto second = static_cast<unsigned char>(text[position + 1]);
  const auto third = static_cast<unsigned char>(text[position + 2]);
  return 0x3000u + ((second & 0x3fu) << 6) + (third & 0x3fu);
}

void check_japanese(const Organisation& organisation, Fields& fields) {
  if (organisation.name.ja.empty()) fields.refuse("name", "a Japanese organisation has its 商号 in Japanese");
  if (!is_kana_of_name(organisation.kana)) fields.refuse("kana", "must be フリガナ in full-width katakana without the legal form");
  if (!is_postal_code(organisation.postal_code)) fields.refuse("postal_code", "must be like 113-6591");
  if (!begins_with_prefecture(organisation.address)) fields.refuse("address", "must begin with the prefecture (都道府県)");
}

bool is_phone(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return is_digit(letter) || letter == '+' || letter == '-' || letter == ' '; });
}

bool is_country(std::string_view text) {
  return text.size() == 2 && std::all_of(text.begin(), text.end(), [](char letter) { return letter >= 'A' && letter <= 'Z'; });
}

}  // namespace

bool is_kana_of_name(std::string_view text) {
  if (text.empty()) return false;
  for (std::size_t position = 0; position < text.size();) {
    if (text[position] == ' ') {
      ++position;
      continue;
    }
    const unsigned letter = kana_at(text, position);
    const bool is_katakana = (letter >= 0x30a1 && letter <= 0x30fc) || letter == 0x3000;  // middle dot and ー are among them
    if (!is_katakana) return false;
    position += 3;
  }
  return std::none_of(legal_forms.begin(), legal_forms.end(),
                      [&](std::string_view form) { return text.starts_with(form) || text.ends_with(form); });
}

bool is_postal_code(std::string_view text) {
  return text.size() == 8 && text[3] == '-' && are_digits(text.substr(0, 3)) && are_digits(text.substr(4));
}

bool begins_with_prefecture(std::string_view address) {
  return std::any_of(prefectures.begin(), prefectures.end(), [&](std::string_view one) { return address.starts_with(one); });
}

Result<Organisation> organisation_from(const Value& value) {
  Fields fields(value, "data");
  Organisation organisation;
  organisation.name = fields.words("name", name_bytes_max, Need::required);
  organisation.kana = fields.text("kana", name_bytes_max, Need::optional);
  organisation.former_names = fields.texts("former_names", former_names_max, name_bytes_max, Need::optional);
  organisation.corporate_number = fields.text("corporate_number", 60, Need::optional);
  organisation.other_proof = fields.sha256("other_proof", Need::optional);
  organisation.country = fields.text("country", 2, Need::required);
  organisation.postal_code = fields.text("postal_code", 16, Need::optional);
  organisation.address = fields.text("address", address_bytes_max, Need::required);
  organisation.url = fields.url("url", Need::optional);
  for (const auto& part : fields.texts("parts", parts_known.size(), 20, Need::required)) {
    const bool is_known = std::find(parts_known.begin(), parts_known.end(), part) != parts_known.end();
    if (!is_known) fields.refuse("parts", "applicant, manufacturer, seller, agent, verifier or laboratory");
    organisation.parts.insert(part);
  }
  if (!is_country(organisation.country)) fields.refuse("country", "must be two capital letters (ISO 3166-1)");
  const bool has_number = !organisation.corporate_number.empty();
  if (has_number) {
    const auto number = workflow::parse_corporate_number(organisation.corporate_number);
    if (!number) fields.refuse("corporate_number", number.error().message);
    organisation.corporate_number = number.value_or("");
  }
  if (has_number && organisation.country != "JP") fields.refuse("corporate_number", "is given to organisations registered in Japan");
  if (!has_number && organisation.other_proof.empty()) fields.refuse("corporate_number", "without one another proof of legal personality is needed");
  if (organisation.country == "JP") check_japanese(organisation, fields);
  if (organisation.country != "JP" && organisation.name.en.empty()) fields.refuse("name", "a foreign organisation has its name in English letters");
  HOSHI_CHECK(fields.finish());
  return organisation;
}

Value to_value(const Organisation& organisation) {
  ValueList former(organisation.former_names.begin(), organisation.former_names.end());
  ValueList parts(organisation.parts.begin(), organisation.parts.end());
  return object({{"name", object({{"ja", organisation.name.ja}, {"en", organisation.name.en}})},
                 {"kana", organisation.kana},
                 {"former_names", std::move(former)},
                 {"corporate_number", organisation.corporate_number},
                 {"other_proof", organisation.other_proof},
                 {"country", organisation.country},
                 {"postal_code", organisation.postal_code},
                 {"address", organisation.address},
                 {"url", organisation.url},
                 {"parts", std::move(parts)}});
}

Value to_value(const Person& person) {
  return object({{"part", person.part},
                 {"name", person.name},
                 {"name_kana", person.name_kana},
                 {"title", person.title},
                 {"division", person.division},
                 {"email", person.email},
                 {"phone", person.phone}});
}

Result<Person> person_from(const Value& value) {
  Fields fields(value, "data");
  Person person;
  person.part = fields.one_of("part", {"representative", "responsible", "contact"}, Need::required);
  person.name = fields.text("name", name_bytes_max, Need::required);
  person.name_kana = fields.text("name_kana", name_bytes_max, Need::optional);
  const bool is_representative = person.part == "representative";
  person.title = fields.text("title", name_bytes_max, is_representative ? Need::required : Need::optional);
  person.division = fields.text("division", name_bytes_max, is_representative ? Need::optional : Need::required);
  person.email = fields.text("email", name_bytes_max, person.part == "contact" ? Need::required : Need::optional);
  person.phone = fields.text("phone", 32, Need::optional);
  if (!person.email.empty() && !is_mail_address(person.email)) fields.refuse("email", "is no mail address");
  if (!is_phone(person.phone)) fields.refuse("phone", "must be digits with + and -");
  HOSHI_CHECK(fields.finish());
  return person;
}

std::string digest_of(const Person& person, ByteView salt) {
  Bytes bytes(salt.begin(), salt.end());
  const std::string text = to_json(to_value(person));
  const ByteView view = view_of(text);
  bytes.insert(bytes.end(), view.begin(), view.end());
  return sha256_hex(bytes);
}

std::string holder_record(std::string_view id, const Organisation& organisation) {
  return to_json(object({{"id", id},
                         {"name", object({{"ja", organisation.name.ja}, {"en", organisation.name.en}})},
                         {"corporate_number", organisation.corporate_number},
                         {"country", organisation.country}}));
}

}  // namespace hoshi::office
