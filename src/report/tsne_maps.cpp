#include "timbre/report/tsne_maps.hpp"

#include "timbre/core/error.hpp"

namespace timbre::report {
namespace {

Json to_json(const MappedExample& example) {
  return Json::object({{"clip", example.clip},
                       {"segment", example.segment},
                       {"label", example.label},
                       {"guess", example.guess}});
}

Json to_json(const TsneMap& map) {
  Json places = Json::array();
  for (std::size_t x = 0; x < map.places.size(); x += 2) {
    places.push(Json(Json::Array{double{map.places[x]}, double{map.places[x + 1]}}));
  }
  return Json::object({{"of", map.of},
                       {"dimensions", map.dimensions},
                       {"perplexity", map.perplexity},
                       {"divergence", map.divergence},
                       {"places", std::move(places)}});
}

MappedExample example_from_json(const Json& json) {
  return {json.at("clip").text(), json.at("segment").integer(),
          static_cast<int>(json.at("label").integer()),
          static_cast<int>(json.at("guess").integer())};
}

TsneMap map_from_json(const Json& json, std::size_t examples) {
  TsneMap map{json.at("of").text(), json.at("dimensions").integer(), json.at("perplexity").number(),
              json.at("divergence").number()};
  for (const Json& place : json.at("places").items()) {
    for (const double coordinate : place.numbers()) {
      map.places.push_back(static_cast<float>(coordinate));
    }
  }
  if (map.places.size() != 2 * examples) throw Error("t-SNE: not two coordinates for each example");
  return map;
}

}  // namespace

Json to_json(const TsneMaps& maps, const std::vector<std::string>& classes) {
  Json examples = Json::array();
  for (const MappedExample& example : maps.examples) examples.push(to_json(example));
  Json planes = Json::array();
  for (const TsneMap& map : maps.maps) planes.push(to_json(map));
  return Json::object(
      {{"classes", Json(classes)}, {"examples", std::move(examples)}, {"maps", std::move(planes)}});
}

TsneMaps tsne_maps_from_json(const Json& json) {
  TsneMaps maps;
  for (const Json& example : json.at("examples").items()) {
    maps.examples.push_back(example_from_json(example));
  }
  for (const Json& map : json.at("maps").items()) {
    maps.maps.push_back(map_from_json(map, maps.examples.size()));
  }
  return maps;
}

}  // namespace timbre::report
