// The worst errors of report.html, each with its picture and a player.
#include <algorithm>

#include "data_uri.hpp"
#include "format.hpp"
#include "html.hpp"

namespace timbre::report::html {
namespace {

std::string percent(double share) {
  return fixed(100 * share, 0) + " %";
}

std::string picture(const Exhibit& exhibit) {
  if (exhibit.picture.empty()) {
    return "<p class=\"missing\">" + escaped(exhibit.problem) + "</p>\n";
  }
  return "<img alt=\"" +
         escaped((exhibit.sound.empty() ? "" : "spectrogram of ") + exhibit.clip.name) +
         "\" src=\"" + data_uri("image/png", exhibit.picture) + "\">\n";
}

std::string player(const Exhibit& exhibit) {
  if (exhibit.sound.empty()) return {};
  return "<audio controls preload=\"metadata\" aria-label=\"" + escaped(exhibit.clip.name) +
         "\" src=\"" + data_uri("audio/wav", exhibit.sound) + "\"></audio>\n";
}

std::string card(const RunResults& results, const Exhibit& exhibit) {
  const WrongClip& clip = exhibit.clip;
  std::string facts = "trial " + std::to_string(exhibit.trial);
  if (exhibit.seconds > 0) facts += ", " + fixed(exhibit.seconds, 1) + " s";
  return "<figure class=\"exhibit\">\n" + picture(exhibit) + player(exhibit) +
         "<figcaption><span class=\"truth\">" + escaped(results.classes.at(clip.label)) + ' ' +
         percent(clip.label_probability) + "</span> taken for <span class=\"guess\">" +
         escaped(results.classes.at(clip.guess)) + ' ' + percent(clip.probability) +
         "</span>\n<small>" + escaped(clip.name) + " · " + facts + "</small></figcaption>\n" +
         "</figure>\n";
}

// Of a data set of pictures none has a sound, and nothing is missing.
std::string silent_note(const std::vector<Exhibit>& exhibits) {
  const auto silent = std::count_if(exhibits.begin(), exhibits.end(), [](const Exhibit& exhibit) {
    return exhibit.seconds > 0 && exhibit.sound.empty();
  });
  if (silent == 0) return {};
  return "<p class=\"source\">The sounds of " +
         counted(static_cast<std::size_t>(silent), "further clip") +
         " were left out to keep this page small.</p>\n";
}

}  // namespace

std::string exhibits(const RunResults& results, const std::vector<Exhibit>& worst) {
  if (worst.empty()) return {};
  std::string html =
      "<p class=\"source\">Clips whose true class got the lowest mean probability; with it stands "
      "what they were taken for. Spectrograms show time to the right and mel frequency upwards, "
      "80 dB deep.</p>\n<div class=\"exhibits\">\n";
  for (const Exhibit& exhibit : worst) html += card(results, exhibit);
  return html + "</div>\n" + silent_note(worst);
}

}  // namespace timbre::report::html
