// Gives a device tampered images and the good one, and says by what the device then is whether each took effect.
// SPDX-License-Identifier: Apache-2.0
#include "probes/update_sequence.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "probes/update_server.h"
#include "protocols/images/variants.h"
#include "protocols/images/version_text.h"

namespace hoshi::probes {
namespace {

namespace images = protocols::images;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds last_look{4};         // after the last tampered image: what takes effect late is seen then
constexpr minutes update_patience{5};   // writing a whole flash and starting from it
constexpr minutes power_patience{10};   // a person has to find the plug
constexpr seconds cut_at_most{60};      // after the delivery
constexpr int never_fetched_max = 2;    // a device that did not come twice does not come for the others

struct Image {
  const Artifact* artifact = nullptr;
  std::string version;  // as declared
  explicit operator bool() const { return artifact != nullptr; }
};

struct Tried {
  images::Variant variant;
  TrialResult trial;
  std::string effect;  // "yes", "no", "unclear"
  std::vector<std::string> changed;
  bool beyond = false;
};

// Something taken from the device while an update is under way.
struct UpdateCut {
  std::string_view what;
  const Recipe* off;
  const Recipe* on;
  Delivery::How how;
};

struct CutSeen {
  std::string from;       // version
  milliseconds after{0};  // the delivery
  bool was_cut = false;
  bool is_gone = false;
  bool is_back = false;
  DeviceLook look;
};

// An image that the device was to fetch and did not have whole cannot have been refused.
bool was_given(const RecipeResult& delivery) {
  return delivery.fetch == RecipeResult::Fetch::not_served || delivery.fetch == RecipeResult::Fetch::whole;
}

void add_fetched(Value& value, const RecipeResult& delivery) {
  if (delivery.fetch != RecipeResult::Fetch::not_served) value.set("fetched", name_of(delivery.fetch));
}

class Sequence {
 public:
  Sequence(Bench& bench, const std::string& target, const UpdatePlan& plan)
      : bench_(bench), target_(target), plan_(plan), trial_(bench, target, *plan.update, *plan.version) {}

  [[nodiscard]] Result<void> run();

 private:
  void choose_images();
  [[nodiscard]] Result<void> make_key();
  TrialResult deliver(const Image& image) { return trial_.deliver(image.artifact->bytes, {Delivery::How::whole, {}, image.version}); }
  void restore();
  std::string newer_claim() const;
  bool begin_on_old_version();
  void try_variants();
  bool try_variant(std::string_view name, bool beyond);
  bool send(images::Variant variant, bool beyond, const Delivery& delivery = {});
  void break_off();
  void judge(Tried& tried) const;
  bool go_back(const Tried& tried);
  void look_once_more();
  void update();
  void cut_power();
  void try_beyond();
  bool be_older();
  void cut_in_the_middle();
  void cut_once(const UpdateCut& cut);
  void make_good();
  void observe_cut(const UpdateCut& cut, const CutSeen& seen) const;
  void end_on_newest(const std::string& newest);
  void emit_variants();
  std::string said(const RecipeResult& delivery) const;

  Bench& bench_;
  const std::string& target_;
  const UpdatePlan& plan_;
  UpdateTrial trial_;
  std::optional<images::OtherKey> key_;
  Image good_;
  Image older_;
  DeviceLook rest_;             // as it is before the next image
  std::vector<Tried> tried_;
  bool is_lost_ = false;        // nobody is there to do a step, or the device does not come back
  int never_fetched_ = 0;       // images that the device did not come for
  bool is_control_ = false;     // the good image worked by the same route
  transport::TaskTime watched_until_{};
  milliseconds took_{0};        // the good image, until its version was shown
  milliseconds busy_{0};        // of that, what was no waiting for rest
};

void Sequence::choose_images() {
  for (const auto& entry : bench_.product().artifacts) {
    if (entry.kind != "firmware_image" || entry.update != plan_.mechanism) continue;
    const auto& all = bench_.artifacts();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Artifact& one) { return one.id == entry.id; });
    if (found == all.end()) continue;
    const Image image{&*found, entry.version};
    if (!good_ || is_newer(image.version, good_.version)) {
      if (good_) older_ = good_;
      good_ = image;
    } else if (!older_ || is_newer(image.version, older_.version)) {
      older_ = image;
    }
  }
}

// From what everybody has: the key is no secret, and a second run sends the same images.
Result<void> Sequence::make_key() {
  Bytes seed;
  for (std::uint8_t block = 0; seed.size() < images::OtherKey::seed_bytes; ++block) {
    Bytes input = to_bytes(good_.artifact->sha256 + "hoshi");
    input.push_back(block);
    const Bytes part = sha256(input);
    seed.insert(seed.end(), part.begin(), part.end());
  }
  key_ = HOSHI_TRY(images::OtherKey::create(seed));
  return {};
}

// A device that has the new version already is first given the older image, where there is one.
bool Sequence::begin_on_old_version() {
  rest_ = trial_.look();
  if (rest_.version.empty()) return false;
  if (!shows_version(rest_.version, good_.version)) return true;
  if (!older_) return false;
  const auto trial = deliver(older_);
  if (trial.delivery.nobody || !trial.answers) return false;
  rest_.version = trial_.await_version(older_.version, rest_.version, update_patience);
  const bool is_old = !shows_version(rest_.version, good_.version);
  if (is_old) rest_ = trial_.look();
  return is_old;
}

void Sequence::restore() {
  const Delivery delivery{Delivery::How::whole, {}, older_.version};
  (void)run_recipe(*plan_.restore, bench_, {}, older_ ? older_.artifact->bytes : ByteView{}, delivery);
}

// What somebody who replaced the update server would say of his image, so that a device does not leave it for its number.
std::string Sequence::newer_claim() const {
  const auto other = images::other_version(good_.version);
  return other && is_newer(*other, good_.version) ? *other : good_.version;
}

void Sequence::judge(Tried& tried) const {
  const auto& trial = tried.trial;
  if (!trial.answers) {
    tried.effect = "unclear";
    tried.changed = {"does not answer"};
    return;
  }
  tried.changed = differences(rest_, trial.after);
  if (trial.after.version.empty()) tried.changed.emplace_back("version not shown");
  const bool is_other = !trial.after.version.empty() && trial.after.version != rest_.version;
  tried.effect = is_other ? "yes" : tried.changed.empty() ? "no" : "unclear";
  if (was_given(trial.delivery)) return;
  // Whatever the device shows now, this image was not seen to be the cause.
  tried.changed.push_back(printable(trial.delivery.why));
  tried.effect = "unclear";
}

// What the device is then stands in the last of tried_; false when a step needed a person and there was none.
bool Sequence::send(images::Variant variant, bool beyond, const Delivery& delivery) {
  Tried tried{std::move(variant), {}, {}, {}, beyond};
  tried.trial = trial_.deliver(tried.variant.bytes, delivery);
  is_lost_ = tried.trial.delivery.nobody;
  if (is_lost_) return false;
  judge(tried);
  tried.variant.bytes = sha256(tried.variant.bytes);  // what is left to say of it; images are large
  tried_.push_back(std::move(tried));
  return true;
}

// False when the test cannot go on as before: the device is lost, or another version stays on it.
bool Sequence::try_variant(std::string_view name, bool beyond) {
  const images::Hints hints{good_.version, bench_.product().model};
  auto variant = images::make_variant(good_.artifact->bytes, name, hints, *key_);
  if (!variant) return true;
  const Delivery delivery{Delivery::How::whole, {}, name == "version_edited" ? newer_claim() : good_.version};
  if (!send(std::move(*variant), beyond, delivery)) return false;
  const auto& last = tried_.back();
  if (last.trial.delivery.fetch == RecipeResult::Fetch::none && ++never_fetched_ >= never_fetched_max) return false;
  return last.effect == "no" || go_back(last);
}

// After an effect: the declared way to make good again, else the older image.
bool Sequence::go_back(const Tried& tried) {
  bool restarted = false;
  if (plan_.restore != nullptr) {
    restore();
  } else if (tried.trial.answers && older_ && shows_version(rest_.version, older_.version) && tried.effect == "yes") {
    (void)deliver(older_);
    (void)trial_.await_version(older_.version, tried.trial.after.version, update_patience);
  }
  is_lost_ = !trial_.settle(update_patience, restarted);
  if (is_lost_) return false;
  const std::string version = rest_.version;
  rest_ = trial_.look();
  return rest_.version == version;
}

void Sequence::try_variants() {
  for (const auto name : images::required_variants) {
    if (!try_variant(name, false)) return;
  }
}

// What took effect late belongs to the last image, or to one before it: nobody knows.
void Sequence::look_once_more() {
  if (tried_.empty() || is_lost_) return;
  (void)bench_.network().wait(last_look);
  const std::string version = trial_.version();
  watched_until_ = trial_.time();
  if (tried_.back().effect == "no" && !version.empty() && version != rest_.version) {
    tried_.back().effect = "yes";
    tried_.back().trial.after.version = version;
    rest_.version = version;
  }
}

void Sequence::update() {
  const std::string from = rest_.version;
  const auto began = trial_.time();
  auto trial = deliver(good_);
  if (trial.delivery.nobody) {
    is_lost_ = true;
    return;
  }
  const bool is_given = was_given(trial.delivery);
  std::string to = trial.after.version;
  const bool is_shown = !to.empty() && to != from && (good_.version.empty() || shows_version(to, good_.version));
  if (!is_shown && is_given) to = trial_.await_version(good_.version, from, update_patience);
  took_ = std::chrono::duration_cast<milliseconds>(trial_.time() - began);
  const auto busy_since = is_served(*plan_.update) ? trial.sent : began;  // fetching is no installing
  busy_ = std::max(std::chrono::duration_cast<milliseconds>(trial_.time() - busy_since) - UpdateTrial::rest(), milliseconds(0));
  const bool is_other = !to.empty() && to != from;
  const bool is_declared = good_.version.empty() || shows_version(to, good_.version);
  const bool is_plain = is_given && !to.empty();
  const std::string effect = is_plain && is_other && is_declared ? "yes" : is_plain && !is_other && !is_declared ? "no" : "unclear";
  is_control_ = effect == "yes";
  is_lost_ = to.empty();
  Value value = object({{"recipe", plan_.update->id},
                        {"from", from},
                        {"to", to},
                        {"declared", good_.version},
                        {"took_effect", effect},
                        {"restarted", trial.restarted},
                        {"took_ms", std::int64_t{took_.count()}}});
  add_fetched(value, trial.delivery);
  bench_.observe("update.applied", {"", "", plan_.mechanism}, std::move(value));
  rest_ = trial_.look();
}

void Sequence::cut_power() {
  const bool has_power = plan_.power_off != nullptr && plan_.power_on != nullptr;
  if (!is_control_ || (!has_power && plan_.restart == nullptr)) return;
  bool seen_gone = false;
  if (has_power) {
    const auto off = run_recipe(*plan_.power_off, bench_, {});
    if (off.nobody) return;
    seen_gone = off.seen_gone || trial_.has_gone(seconds(5));
    const auto on = run_recipe(*plan_.power_on, bench_, {});
    if (on.nobody) return;
  } else {
    const auto again = run_recipe(*plan_.restart, bench_, {});
    if (again.nobody) return;
    seen_gone = again.seen_gone;
  }
  const bool is_back = trial_.settle(power_patience, seen_gone);
  const std::string version = is_back ? trial_.version() : "";
  is_lost_ = !is_back;
  bench_.observe("update.kept", {"", "", plan_.mechanism},
                 object({{"after", has_power ? "power" : "restart"},
                         {"version", version},
                         {"kept", !version.empty() && version == rest_.version},
                         {"seen_gone", seen_gone}}));
  if (is_back) rest_ = trial_.look();
}

// With the older image where there is one: the version would tell that half of an image was taken.
void Sequence::break_off() {
  if (is_lost_ || !can_break_off(*plan_.update)) return;
  const ByteView bytes = (older_ ? older_ : good_).artifact->bytes;
  const bool is_sent = send({"interrupted", Bytes(bytes.begin(), bytes.end()), "the connection closed after half of the image"}, true,
                            {Delivery::How::broken_off, {}});
  is_lost_ = !is_sent || !tried_.back().trial.answers;
  if (!is_lost_) rest_ = tried_.back().trial.after;
}

// Beyond ★1, and last: what takes effect here must not stand in the way of what counts.
void Sequence::try_beyond() {
  if (!is_control_ || is_lost_) return;
  const std::string newest = rest_.version;
  break_off();
  bool is_older = false;
  if (older_ && !is_lost_) {
    const auto bytes = older_.artifact->bytes;
    const bool is_sent = send({"older_signed", Bytes(bytes.begin(), bytes.end()), "the older image as it was signed"}, true,
                              {Delivery::How::whole, {}, newer_claim()});
    is_lost_ = !is_sent || !tried_.back().trial.answers;
    is_older = !is_lost_ && tried_.back().effect == "yes";
    if (is_older) rest_ = tried_.back().trial.after;
  }
  // An image with the version that is shown already would tell nothing.
  if (is_older && try_variant(images::wrong_model_variant, true)) (void)try_variant(images::oversized_variant, true);
  cut_in_the_middle();
  end_on_newest(newest);
}

void Sequence::end_on_newest(const std::string& newest) {
  if (is_lost_ || trial_.version() == newest) return;
  (void)deliver(good_);
  (void)trial_.await_version(good_.version, older_.version, update_patience);
}

// Nothing is interrupted in a device that has the version already and may do nothing at all.
bool Sequence::be_older() {
  if (!shows_version(rest_.version, good_.version)) return true;
  const std::string newest = rest_.version;
  if (plan_.restore != nullptr) {
    restore();
  } else if (older_) {
    (void)deliver(older_);
  }
  bool restarted = false;
  is_lost_ = !trial_.settle(update_patience, restarted);
  if (!is_lost_) rest_ = trial_.look();
  return !is_lost_ && !rest_.version.empty() && rest_.version != newest;
}

void Sequence::cut_in_the_middle() {
  const UpdateCut power{"power", plan_.power_off, plan_.power_on, Delivery::How::left_alone};
  const UpdateCut link{"link", plan_.network_off, plan_.network_on, Delivery::How::broken_off};
  for (const auto& cut : {link, power}) {
    const bool is_there = cut.off != nullptr && cut.on != nullptr && needs_nobody(*cut.off) && needs_nobody(*cut.on);
    const bool can_be_cut = cut.how == Delivery::How::left_alone || can_break_off(*plan_.update);
    if (is_there && can_be_cut && !is_lost_ && be_older()) cut_once(cut);
  }
}

// In the middle of what the good image took, as far as it was not waiting for the device to be at rest.
void Sequence::cut_once(const UpdateCut& cut) {
  CutSeen seen;
  seen.from = rest_.version;
  const bool is_power = cut.how == Delivery::How::left_alone;
  if (is_power) seen.after = std::clamp(busy_ / 2, milliseconds(0), milliseconds(cut_at_most));
  (void)trial_.hand_over(good_.artifact->bytes, {cut.how, [&] {
                           (void)bench_.network().wait(seen.after);
                           const auto off = run_recipe(*cut.off, bench_, {});
                           seen.was_cut = off.done;
                           seen.is_gone = off.seen_gone || (off.done && trial_.has_gone(seconds(5)));
                         }, good_.version});
  (void)run_recipe(*cut.on, bench_, {});  // also when the cut did not go well
  bool restarted = seen.is_gone;
  seen.is_back = trial_.settle(power_patience, restarted);
  is_lost_ = !seen.is_back;
  // Half of an update may be gone on with after the start.
  if (seen.is_back) (void)trial_.await_version(good_.version, seen.from, busy_ + last_look);
  if (seen.is_back) seen.look = trial_.look();
  if (seen.was_cut) observe_cut(cut, seen);
  if (seen.is_back) rest_ = seen.look;
  if (is_lost_ && plan_.restore != nullptr) make_good();
}

void Sequence::make_good() {
  restore();
  bool restarted = true;
  is_lost_ = !trial_.settle(update_patience, restarted);
  if (!is_lost_) rest_ = trial_.look();
}

void Sequence::observe_cut(const UpdateCut& cut, const CutSeen& seen) const {
  const auto changed = seen.is_back ? differences(rest_, seen.look) : std::vector<std::string>{"does not answer"};
  const std::string& version = seen.look.version;
  const bool is_one_of_two = !version.empty() && (version == seen.from || shows_version(version, good_.version));
  const bool was_under_way = cut.how == Delivery::How::broken_off || seen.after < busy_;
  bench_.observe("update.cut", {"", "", plan_.mechanism},
                 object({{"what", cut.what},
                         {"from", seen.from},
                         {"declared", good_.version},
                         {"version", version},
                         {"cut_at_ms", std::int64_t{seen.after.count()}},
                         {"seen_gone", seen.is_gone},
                         {"came_back", seen.is_back},
                         {"changed", ValueList(changed.begin(), changed.end())},
                         {"recovered", seen.is_back && is_one_of_two && changed.empty()},
                         {"control", is_control_ && seen.is_gone && was_under_way}}));
}

std::string Sequence::said(const RecipeResult& delivery) const {
  const std::string& answer = delivery.answer;
  const auto line = answer.substr(0, answer.find('\n'));
  const auto body = answer.find("\n\n");
  return printable(body == std::string::npos ? line : line + " " + answer.substr(body + 2, 160));
}

void Sequence::emit_variants() {
  for (const auto& tried : tried_) {
    const auto& trial = tried.trial;
    ValueList changed;
    for (const auto& one : tried.changed) changed.emplace_back(one);
    // A good image that took longer than this one was watched says nothing about this one.
    const bool is_long_enough = tried.beyond || watched_until_ - trial.sent >= transport::TaskTime(took_);
    Value value = object({{"variant", tried.variant.name},
                          {"change", tried.variant.change},
                          {"sha256", to_hex(tried.variant.bytes)},
                          {"took_effect", tried.effect},
                          {"version", trial.after.version},
                          {"restarted", trial.restarted},
                          {"changed", std::move(changed)},
                          {"beyond", tried.beyond},
                          {"control", is_control_ && is_long_enough},
                          {"answer", said(trial.delivery)}});
    add_fetched(value, trial.delivery);
    bench_.observe("update.variant", {"", "", plan_.mechanism}, std::move(value));
  }
}

Result<void> Sequence::run() {
  choose_images();
  if (!good_) return fail(ErrorCode::not_found, "the image of the update could not be read");
  HOSHI_CHECK(make_key());
  trial_.learn_rest();
  if (!begin_on_old_version()) {
    bench_.observe("update.applied", {"", "", plan_.mechanism},
                   object({{"recipe", plan_.update->id}, {"from", rest_.version}, {"to", rest_.version},
                           {"declared", good_.version}, {"took_effect", "unclear"}, {"restarted", false}, {"took_ms", 0}}));
    return {};
  }
  try_variants();
  look_once_more();
  if (!is_lost_) update();
  if (!is_lost_) cut_power();
  try_beyond();
  emit_variants();
  return {};
}

}  // namespace

Result<void> run_update(Bench& bench, const std::string& target, const UpdatePlan& plan) {
  if (!is_served(*plan.update)) return Sequence(bench, target, plan).run();
  HOSHI_CHECK(close_update_server(bench));  // told now, not after the first image
  auto ran = Sequence(bench, target, plan).run();
  const auto closed = close_update_server(bench);
  return ran && !closed ? closed : ran;
}

}  // namespace hoshi::probes
