#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "sample_run.hpp"
#include "timbre/report/rate_finder.hpp"
#include "timbre/report/run_folder.hpp"

namespace timbre::report {
namespace {

using test::sample_run;
using testing::HasSubstr;
using testing::Not;

constexpr const char* yaml = "name: us8k\n";

std::vector<Exhibit> one_exhibit(const std::string& name) {
  std::vector<Exhibit> exhibits(1);
  exhibits[0].clip.name = name;
  exhibits[0].seconds = 1;
  exhibits[0].picture = "PNG";
  exhibits[0].sound = "RIFF";
  return exhibits;
}

// Elements without an end.
bool is_void(const std::string& name) {
  return name == "meta" || name == "img" || name == "!DOCTYPE";
}

// "balanced", or the first tag that closes another element than the open one.
std::string nesting(const std::string& html) {
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    const std::string tag = html.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find(' '));
    if (name[0] == '/') {
      if (open.empty() || open.back() != name.substr(1)) return "unexpected <" + name + ">";
      open.pop_back();
    } else if (tag.back() != '/' && !is_void(name)) {
      open.push_back(name);
    }
  }
  return open.empty() ? "balanced" : "<" + open.back() + "> stays open";
}

TEST(ReportHtml, IsBalanced) {
  EXPECT_EQ(nesting(report_html(sample_run(3), yaml)), "balanced");
  EXPECT_EQ(nesting(report_html(sample_run(0), yaml)), "balanced");
}

TEST(ReportHtml, OpensOffline) {
  const std::string html = report_html(sample_run(3), yaml, one_exhibit("a.wav"));
  for (const char* outside :
       {"http", "src=\"/", "src=\".", "href=", "url(", "@import", "<script", "<link"}) {
    EXPECT_THAT(html, Not(HasSubstr(outside)));
  }
}

TEST(ReportHtml, CarriesPicturesAndSoundsInside) {
  std::vector<Exhibit> worst(3);
  worst[0].trial = 3;
  worst[0].clip = {"fold3/a.wav", 2, 5, 0.125f, 0.5f};
  worst[0].sound = "RIFF";
  for (Exhibit& exhibit : worst) exhibit.seconds = 2.5;
  worst[0].picture = worst[1].picture = "PNG";
  worst[2].seconds = 0;
  worst[2].problem = "it is gone";
  const std::string html = report_html(sample_run(1), yaml, worst);
  EXPECT_THAT(html, HasSubstr("src=\"data:image/png;base64,UE5H\""));
  EXPECT_THAT(html, HasSubstr("src=\"data:audio/wav;base64,UklGRg==\""));
  EXPECT_THAT(html, HasSubstr("<span class=\"truth\">children_playing 12 %</span> taken for "
                              "<span class=\"guess\">engine_idling 50 %</span>"));
  EXPECT_THAT(html, HasSubstr("fold3/a.wav · trial 3, 2.5 s"));
  EXPECT_THAT(html, HasSubstr("<p class=\"missing\">it is gone</p>"));
  EXPECT_THAT(html, HasSubstr("The sounds of 1 further clip were left out"));
}

TEST(ReportHtml, PutsTheDocumentBesideOurs) {
  RunResults run = sample_run(2);
  run.trials[0].test.accuracy = 0.5;
  run.trials[1].test.accuracy = 0.75;
  const std::string html = report_html(run, yaml);
  EXPECT_THAT(html, HasSubstr("<strong>0.625</strong><span>± 0.125 over 2 trials</span>"));
  EXPECT_THAT(html, HasSubstr("document 0.591 <small>(+0.034)</small>"));
  EXPECT_THAT(html, HasSubstr("document 001: all folds, best"));
  EXPECT_THAT(html, Not(HasSubstr("Synthetic data")));
}

TEST(ReportHtml, ShowsWhatIsCountedOtherwise) {
  RunResults run = sample_run(1);
  run.trials[0].other_scores = {{.name = "1 < 2 batches", .examples = 8, .correct = 2}};
  EXPECT_THAT(report_html(run, yaml),
              HasSubstr("Counted otherwise, 1 &lt; 2 batches: 2 of 8 (0.250)</p>"));
}

TEST(ReportHtml, NeverComparesTheMiniature) {
  RunResults run = sample_run(2);
  run.synthetic = true;
  const std::string html = report_html(run, yaml);
  EXPECT_THAT(html, HasSubstr("Synthetic data: the sounds are the built-in miniature"));
  EXPECT_THAT(html, Not(HasSubstr("0.591")));
  EXPECT_THAT(html, Not(HasSubstr("all folds, best")));
}

TEST(ReportHtml, HasEverySection) {
  const std::string html = report_html(sample_run(3), yaml, one_exhibit("a.wav"));
  for (const char* title : {"Notes", "What stands on both sides of a split", "Trials", "Training",
                            "Confusion of classes, all trials", "Classes, mean over the trials",
                            "Worst errors", "Tested examples on a plane", "Clips without a segment",
                            "Files that could not be read", "Time", "Configuration", "Versions"}) {
    EXPECT_THAT(html, HasSubstr("<h2>" + std::string(title) + "</h2>"));
  }
  for (const char* content : {"fold 6 has no files here", "fold1/broken.wav", "1:15", "2.6.3",
                              "name: us8k", "120 files read, 3 computed"}) {
    EXPECT_THAT(html, HasSubstr(content));
  }
}

TEST(ReportHtml, LeavesOutEmptySections) {
  RunResults run = sample_run(1);
  run.bad_files.clear();
  run.trials[0].maps = {};
  run.trials[0].test_clips.without_segment.clear();
  const std::string html = report_html(run, yaml);
  EXPECT_THAT(html, Not(HasSubstr("Files that could not be read")));
  EXPECT_THAT(html, Not(HasSubstr("Tested examples on a plane")));
  EXPECT_THAT(html, Not(HasSubstr("Clips without a segment")));
}

TEST(ReportHtml, EscapesAllThatIsNotItsOwn) {
  const std::string hostile = "<img onerror=\"a&b'\">";
  RunResults run = sample_run(2);
  run.experiment = run.document = run.mode = run.device = run.processor = run.expected.source =
      hostile;
  run.classes.assign(10, hostile);
  run.notes = {hostile};
  run.split_warnings = {{.text = hostile, .trials = {1}, .clips = {hostile}}};
  run.left_out[0].reason = hostile;
  run.bad_files = {{hostile, hostile}};
  run.faults = {{hostile, true}};
  run.seconds = {{hostile, 1.0}};
  run.versions = {{hostile, hostile}};
  run.trials[0].test.roc_auc_note = hostile;
  run.trials[0].test_clips.without_segment = {hostile};
  run.trials[0].maps.examples[0].clip = run.trials[0].maps.maps[0].of = hostile;
  std::vector<Exhibit> worst = one_exhibit(hostile);
  worst.push_back(worst.front());
  worst.back().picture.clear();
  worst.back().problem = hostile;
  for (const bool synthetic : {false, true}) {
    run.synthetic = synthetic;
    const std::string html = report_html(run, hostile, worst);
    EXPECT_THAT(html, Not(HasSubstr("<img onerror")));
    EXPECT_THAT(html, Not(HasSubstr("a&b")));
    EXPECT_THAT(html, HasSubstr("&lt;img onerror=&quot;a&amp;b&#39;&quot;&gt;"));
    EXPECT_EQ(nesting(html), "balanced");
  }
}

int times(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(ReportHtml, TabulatesEpochsAsFastai) {
  RunResults run = sample_run(1);
  run.trials[0].fit.epochs.resize(1);
  run.trials[0].fit.epochs[0].smoothed_loss = 2.25;
  run.trials[0].fit.epochs[0].validate_loss = 1.5;
  run.trials[0].fit.epochs[0].validate_accuracy = 0.75;
  run.trials[0].fit.epochs[0].seconds = 61.04;
  EXPECT_THAT(report_html(run, yaml),
              HasSubstr("<td>1</td><td>2.2500</td><td>1.5000</td><td>0.2500</td><td>61.0 s</td>"));
  EXPECT_EQ(times(report_html(sample_run(1), yaml), "<details open>"), 1);
  EXPECT_EQ(times(report_html(sample_run(3), yaml), "<details>"), 3);
}

// Left end and middle of each name, which follows the dot of its colour.
std::vector<std::pair<double, double>> name_places(const std::string& svg) {
  std::vector<std::pair<double, double>> places;
  const std::string mark = "r=\"3.6\"/></g><text x=\"";
  for (std::size_t at = svg.find(mark); at != std::string::npos; at = svg.find(mark, at + 1)) {
    const std::size_t y = svg.find("y=\"", at + mark.size()) + 3;
    places.emplace_back(std::stod(svg.substr(at + mark.size())), std::stod(svg.substr(y)));
  }
  return places;
}

TEST(ReportHtml, MapsNameEachClassOnceWithoutOverlap) {
  RunResults run = sample_run(2);
  run.classes.clear();
  for (int label = 0; label < 41; ++label) run.classes.push_back("class_" + std::to_string(label));
  for (TrialResult& trial : run.trials) trial.test.per_class.resize(run.classes.size());
  TsneMaps& maps = run.trials[0].maps;
  maps.maps.resize(1);
  for (std::size_t example = 0; example < maps.examples.size(); ++example) {
    maps.examples[example].label = maps.examples[example].guess = static_cast<int>(example % 41);
  }
  maps.examples[3].guess = 7;
  const std::string html = report_html(run, yaml);
  EXPECT_EQ(times(html, "<figure class=\"map\">"), 1);
  EXPECT_EQ(times(html, "<circle class=\"wrong\""), 1);
  EXPECT_THAT(html,
              HasSubstr("<title>fold1/7-3.wav, segment 2: class_3, taken for class_7</title>"));
  EXPECT_THAT(html, HasSubstr("Trial 1, 60 examples of 200 tested"));
  const auto names = name_places(html);
  ASSERT_EQ(names.size(), 41u);
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const bool apart = std::abs(names[i].second - names[j].second) > 10 ||
                         std::abs(names[i].first - names[j].first) > 40;
      EXPECT_TRUE(apart) << run.classes[i] << " covers " << run.classes[j];
    }
  }
}

TEST(ReportHtml, DrawsMapsOfPointsThatCoincide) {
  RunResults run = sample_run(1);
  for (TsneMap& map : run.trials[0].maps.maps) map.places.assign(map.places.size(), 3.0f);
  EXPECT_THAT(report_html(run, yaml), Not(HasSubstr("nan")));
}

TEST(ReportHtml, DrawsTrialsWithoutValidation) {
  RunResults run = sample_run(1);
  for (training::EpochRecord& epoch : run.trials[0].fit.epochs) {
    epoch.validate_loss = epoch.validate_accuracy = std::numeric_limits<double>::quiet_NaN();
  }
  run.trials[0].fit.best_epoch = -1;
  const std::string html = report_html(run, yaml);
  EXPECT_THAT(html, HasSubstr("<g class=\"train\">"));
  EXPECT_THAT(html, Not(HasSubstr("<g class=\"validate\">")));
  EXPECT_THAT(html, Not(HasSubstr("nan")));
}

TEST(RateFinderHtml, DrawsTheCurveAndMarksTheSuggestion) {
  RateSearch search{.experiment = "a<b", .seed = 3, .batch_size = 8, .curve = {}};
  training::RateFinder finder;
  for (int step = 0; step < 60; ++step) finder.observe(step < 30 ? 3.0 : 3.0 - 0.05 * (step - 30));
  search.curve = finder.curve();
  ASSERT_TRUE(search.curve.suggestion);
  const Json json = to_json(search);
  EXPECT_EQ(json.at("points").items().size(), 60u);
  EXPECT_EQ(json.at("suggestion").number(), search.curve.points[*search.curve.suggestion].rate);
  const std::string html = rate_finder_html(search);
  EXPECT_EQ(nesting(html), "balanced");
  EXPECT_THAT(html, HasSubstr("Learning rates of a&lt;b"));
  EXPECT_THAT(html, HasSubstr("<circle"));
  EXPECT_THAT(html, HasSubstr("60 steps of 8 examples, seed 3"));
  search.curve = {};
  EXPECT_TRUE(to_json(search).at("suggestion").is_null());
  EXPECT_THAT(rate_finder_html(search), HasSubstr("No suggestion"));
}

TEST(ReportHtml, SharesScalesBetweenTrials) {
  RunResults run = sample_run(2);
  run.trials[1].fit.epochs[0].train_loss = 7.0;
  const std::string html = report_html(run, yaml);
  EXPECT_EQ(times(html, ">8</text>"), 2) << "both trials' losses go up to 8";
}

}  // namespace
}  // namespace timbre::report
