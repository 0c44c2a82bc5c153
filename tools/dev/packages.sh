# What Timbre is built from, by the names of Debian 12 and Ubuntu; README names the libraries for
# other systems. Sourced by setup.sh.
# shellcheck shell=bash disable=SC2034

build_packages=(
  cmake ninja-build g++ pkg-config
  libcli11-dev libdnnl-dev libhdf5-dev libhwy-dev libjpeg-dev libpng-dev libsndfile1-dev
  libsoxr-dev libyaml-cpp-dev nlohmann-json3-dev zlib1g-dev
)
test_packages=(libgtest-dev libgmock-dev libthrust-dev chromium python3)
bench_packages=(libbenchmark-dev)
format_packages=(clang-format)
tidy_packages=(clang-tidy-16 libomp-16-dev) # 14 does not know std::source_location
