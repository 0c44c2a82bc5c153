#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "summary.hpp"
#include "timbre/report/exhibits.hpp"
#include "timbre/report/results.hpp"

namespace timbre::report::html {

// Every function returns HTML. A parameter named `text` is escaped here; one named `content` or
// `cells` is HTML already.

/// `&`, `<`, `>` and quotes as entities, so that text is shown and never read as HTML.
std::string escaped(std::string_view text);

/// A whole page without any outside resource.
std::string page(std::string_view title_text, const std::string& content);

/// A section with a heading; nothing when there is no content.
std::string section(std::string_view title_text, const std::string& content);

enum class Cells {
  numbers,  ///< set to the right
  text,     ///< set to the left
  prose,    ///< the same, and broken into lines
};
struct Column {
  std::string title_text;
  Cells cells = Cells::numbers;
};
struct TableRow {
  std::vector<std::string> cells;
  bool summary = false;  ///< set apart: a mean, the document's numbers
};
/// A table that scrolls sideways where the screen is narrower.
std::string table(const std::vector<Column>& columns, const std::vector<TableRow>& rows);

/// Losses and accuracies of each trial over the epochs, as pictures with the same scales.
std::string curves(const RunResults& results);

/// The epochs of a trial as fastai prints them: the smoothed loss of the last batches, and after
/// them the validation.
std::string epochs_table(const training::FitResult& fit);

/// Tested examples on planes, of the trials that have such maps.
std::string maps(const RunResults& results);

/// Counts of all trials, shaded by their share of the true class.
std::string confusion(const RunResults& results);

/// The mean scores in large type, the document's beside them.
std::string headline(const RunResults& results, const std::vector<ScoreSummary>& scores);
std::string trials_table(const RunResults& results, const std::vector<ScoreSummary>& scores);
std::string class_table(const RunResults& results);
/// The worst errors, each with its picture and a player where there is a sound.
std::string exhibits(const RunResults& results, const std::vector<Exhibit>& worst);
std::string remarks(const RunResults& results);
std::string split_warnings(const RunResults& results);
std::string clips_without_segment(const RunResults& results);
std::string bad_files(const RunResults& results);
std::string timings(const RunResults& results);
std::string versions(const RunResults& results);

/// The style sheet: light and dark, for wide and narrow screens and for paper.
std::string_view style_sheet();

}  // namespace timbre::report::html
