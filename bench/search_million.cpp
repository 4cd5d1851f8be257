// Measures search over one million made-up products: search_million PATH|postgresql://… [PRODUCTS]. Fills an empty store first.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "store/search.h"

namespace {

using namespace hoshi;
using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

// Of this thread, and of the process of PostgreSQL that serves it, when that runs on this machine (0: there is none): on a busy machine the
// waiting for others is not in it.
double processor_milliseconds(std::int64_t server) {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  const double own = static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
  if (server == 0) return own;
  std::ifstream file(fmt::format("/proc/{}/schedstat", server));
  double nanoseconds = 0;  // the first figure (Linux, Documentation/scheduler/sched-stats)
  file >> nanoseconds;
  return own + nanoseconds / 1e6;
}

Result<std::int64_t> server_process(store::Database& database) {
  std::int64_t process = 0;
  HOSHI_CHECK(database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    if (transaction.dialect() == store::Dialect::postgresql) process = HOSHI_TRY(transaction.query("SELECT pg_backend_pid()")).at(0).integer(0);
    return {};
  }));
  return process;
}

std::string utf8(char32_t c) {
  return {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
}

const std::vector<std::string> places{"東京", "大阪", "京都", "名古屋", "横浜", "神戸", "札幌", "福岡", "仙台", "長野", "岡山", "金沢"};
const std::vector<std::string> trades{"電機", "通信", "精密", "工業", "製作所", "電子", "情報システム", "光学"};
const std::vector<std::string> uses{"屋外用", "屋内用", "業務用", "家庭用", "小型", "見守り", "4k"};
const std::vector<std::string> kinds{"防犯カメラ", "無線ルーター", "冷蔵庫", "電子錠", "スマートスピーカー", "空調機", "照明器具", "血圧計", "ロボット掃除機", "給湯器"};

// Family names of two rare characters: words of every frequency, from half of all products to a handful.
std::string rare_name(std::mt19937& dice) {
  std::geometric_distribution<int> often(0.01);
  return utf8(0x4E00 + static_cast<char32_t>(often(dice) * 7 % 3000)) + utf8(0x5000 + static_cast<char32_t>(often(dice) * 11 % 3000));
}

template <class T>
const T& one_of(const std::vector<T>& all, std::mt19937& dice) { return all[dice() % all.size()]; }

store::SearchDocument product(std::int64_t number, std::mt19937& dice) {
  const auto day = std::chrono::sys_days(std::chrono::year(2025) / 4 / 1) + std::chrono::days(number / 1000);
  const std::chrono::year_month_day date(day);
  const std::string model = fmt::format("{}{}-{}", static_cast<char>('a' + dice() % 26), static_cast<char>('a' + dice() % 26), dice() % 10000);
  return {fmt::format("JC-{:09}", number),
          {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())},
          {fmt::format("jc-{:09}", number), one_of(uses, dice) + one_of(kinds, dice), model, one_of(places, dice) + rare_name(dice) + one_of(trades, dice) + "株式会社"},
          {fmt::format("level:{}", 1 + dice() % 4), dice() % 20 == 0 ? "status:expired" : "status:valid"}};
}

Result<void> fill(store::Database& database, std::int64_t products) {
  std::mt19937 dice(1);
  const auto start = Clock::now();
  for (std::int64_t number = 0; number < products;) {
    const std::int64_t end = std::min(products, number + 5000);
    std::vector<store::SearchDocument> some;
    for (; number < end; ++number) some.push_back(product(number, dice));
    HOSHI_CHECK(database.run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
      for (const auto& one : some) HOSHI_CHECK(store::put_document(transaction, one));
      return {};
    }));
  }
  fmt::print("filled with {} products in {:.0f} s\n", products, milliseconds_since(start) / 1000);
  std::fflush(stdout);
  return {};
}

Result<void> measure(store::Database& database, const char* what, const std::vector<store::SearchQuery>& queries, bool counting) {
  std::vector<double> times, own;
  const std::int64_t server = HOSHI_TRY(server_process(database));
  std::int64_t ranked = 0;
  for (int round = 0; round < 2; ++round) {  // the first one warms up
    times.clear();
    own.clear();
    for (const auto& query : queries) {
      const auto start = Clock::now();
      const double own_start = processor_milliseconds(server);
      HOSHI_CHECK(database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
        if (counting) {
          ranked += HOSHI_TRY(store::search(transaction, query)).is_ranked ? 1 : 0;
        } else {
          HOSHI_TRY(store::search_newest(transaction, query));
        }
        return {};
      }));
      times.push_back(milliseconds_since(start));
      own.push_back(processor_milliseconds(server) - own_start);
    }
  }
  std::sort(times.begin(), times.end());
  std::sort(own.begin(), own.end());
  const auto at = [](const std::vector<double>& times, double part) { return times[std::min(times.size() - 1, static_cast<std::size_t>(part * static_cast<double>(times.size())))]; };
  fmt::print("{:<52} {:>4} queries  median {:>7.2f}  p95 {:>7.2f}  max {:>7.2f} ms  processor median {:>7.2f}  p95 {:>7.2f} ms{}\n", what, times.size(), at(times, 0.5),
             at(times, 0.95), times.back(), at(own, 0.5), at(own, 0.95),
             ranked > 0 ? fmt::format("  ({} ranked)", ranked / 2) : "");
  return {};
}

// Words of two characters as they stand in the products themselves: frequent ones come often, rare ones sometimes.
std::vector<store::SearchQuery> pair_queries(std::size_t count, store::SearchOrder order, std::mt19937& dice) {
  std::vector<store::SearchQuery> queries;
  while (queries.size() < count) {
    const auto some = product(dice() % 1'000'000, dice);
    const std::string& field = some.fields[dice() % 2 == 0 ? 1 : 3];
    const std::size_t place = dice() % (field.size() / 3 - 1) * 3;
    const std::string word = field.substr(place, 6);
    if (valid_utf8(word) == word && static_cast<unsigned char>(word[0]) >= 0xE0) queries.push_back({{word}, {}, order, 0, 20});
  }
  return queries;
}

Result<void> measure_all(store::Database& database) {
  std::mt19937 dice(2);
  HOSHI_CHECK(measure(database, "two characters, first page by date", pair_queries(300, store::SearchOrder::newest, dice), false));
  HOSHI_CHECK(measure(database, "two characters, by date, counted to 10,000", pair_queries(300, store::SearchOrder::newest, dice), true));
  HOSHI_CHECK(measure(database, "two characters, best first", pair_queries(300, store::SearchOrder::best, dice), true));
  std::vector<store::SearchQuery> filtered = pair_queries(300, store::SearchOrder::newest, dice);
  for (auto& query : filtered) query.marks = {{"level:3", "level:4"}, {"status:expired"}};
  HOSHI_CHECK(measure(database, "two characters and two filters, by date", filtered, false));
  HOSHI_CHECK(measure(database, "one character, by date", {{{"京"}, {}}, {{"k"}, {}}, {{"錠"}, {}}, {{"器"}, {}}}, false));
  HOSHI_CHECK(measure(database, "five characters, by date, counted", {{{"防犯カメラ"}, {}}, {{"ロボット掃"}, {}}, {{"x-471"}, {}}}, true));
  HOSHI_CHECK(measure(database, "two words, best first", {{{"東京", "血圧計"}, {}, store::SearchOrder::best}, {{"長野", "カメラ"}, {}, store::SearchOrder::best}}, true));
  HOSHI_CHECK(measure(database, "beginning of a number, counted", {{{"jc-00012"}, {}}, {{"jc-0009999"}, {}}, {{"000999999"}, {}}}, true));
  HOSHI_CHECK(measure(database, "nothing found", {{{"無無"}, {}}, {{"冷蔵カメラ"}, {}}}, true));
  return {};
}

Result<void> run(const std::string& where, std::int64_t products) {
  const auto start = Clock::now();
  auto database = HOSHI_TRY(store::open_database(where));
  fmt::print("opened in {:.0f} ms\n", milliseconds_since(start));
  bool is_empty = false;
  HOSHI_CHECK(database->run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    is_empty = HOSHI_TRY(transaction.query("SELECT document FROM search_documents LIMIT 1")).empty();
    return {};
  }));
  if (is_empty) HOSHI_CHECK(fill(*database, products));
  return measure_all(*database);
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    fmt::print(stderr, "search_million PATH|postgresql://… [PRODUCTS]\n");
    return 3;
  }
  const auto products = count > 2 ? parse_number(words[2], 100'000'000) : std::optional<std::uint64_t>(1'000'000);
  const auto done = run(words[1], static_cast<std::int64_t>(products.value_or(1'000'000)));
  if (!done) fmt::print(stderr, "{}\n", done.error().message);
  return done ? 0 : 1;
}
