// The device's transform alone, beside a plain one in double.
#include <cmath>
#include <functional>
#include <numbers>
#include <string>

#include "cuda/features/fft_rig.cuh"
#include "features/reference.hpp"
#include "support/golden.hpp"

namespace timbre::test {
namespace {

using features::WindowKind;

struct Signal {
  std::string name;
  std::function<double(int index, int length)> sample;
};

// As many as fill whole blocks with frames of every length.
const std::vector<Signal> signals = {
    {"silence", [](int, int) { return 0.0; }},
    {"constant", [](int, int) { return 1.0; }},
    {"alternating", [](int index, int) { return index % 2 ? -1.0 : 1.0; }},
    {"impulse in the middle",
     [](int index, int length) { return index == length / 2 ? 1.0 : 0.0; }},
    {"impulse beside it",
     [](int index, int length) { return index == length / 2 + 1 ? 1.0 : 0.0; }},
    {"sine on a bin",
     [](int index, int length) {
       return std::sin(2.0 * std::numbers::pi * 37.0 * index / length);
     }},
    {"noise", [](int index, int) { return noise_at(index, 4); }},
    {"faint noise", [](int index, int) { return 1e-9 * noise_at(index, 5); }},
};

// |X + e|^2 - |X|^2 <= 2 |X| e + e^2 with the amplitude's error e, then the rounding of squares and
// sum, and what is too small for a normal number.
void expect_powers(const float* powers, const std::vector<double>& windowed) {
  const auto spectrum = plain_dft(windowed);
  const double error = amplitude_error(windowed);
  for (std::size_t bin = 0; bin < spectrum.size(); ++bin) {
    const double size = std::abs(spectrum[bin]);
    const double budget = error * (2.0 * size + error) + 0x1p-22 * size * size + 0x1p-126;
    ASSERT_NEAR(powers[bin], size * size, budget) << "bin " << bin;
  }
  for (std::size_t bin = spectrum.size(); bin < spectrum.size() + 3; ++bin) {
    ASSERT_EQ(powers[bin], 0.0f) << "behind the last bin";
  }
}

class DeviceFftTest : public EmulatedDevice {
 protected:
  template <int Points>
  static void check(WindowKind window) {
    SCOPED_TRACE(std::to_string(2 * Points) + " samples");
    constexpr int n_fft = 2 * Points;
    std::vector<float> frames;
    for (const Signal& signal : signals) {
      for (int index = 0; index < n_fft; ++index) {
        frames.push_back(static_cast<float>(signal.sample(index, n_fft)));
      }
    }
    const std::vector<float> powers = device_powers<Points>(DeviceFactors(n_fft, window), frames);
    for (std::size_t number = 0; number < signals.size(); ++number) {
      SCOPED_TRACE(signals[number].name);
      std::vector<double> windowed;
      for (int index = 0; index < n_fft; ++index) {
        windowed.push_back(frames[number * n_fft + index] * hann(window, index, n_fft));
      }
      expect_powers(&powers[number * (Points + 4)], windowed);
    }
  }
};

TEST_F(DeviceFftTest, PowerIsThatOfThePlainTransform) {
  for (const WindowKind window : {WindowKind::hann_periodic, WindowKind::hann_symmetric}) {
    check<128>(window);
    check<256>(window);
    check<512>(window);
    check<1024>(window);
    check<2048>(window);
  }
}

TEST_F(DeviceFftTest, TheOrderOfThreadsDoesNotMatter) {
  const DeviceFactors factors(512, WindowKind::hann_periodic);
  const std::vector<float> frames = noise(4 * 512, 1);
  const std::vector<float> expected = device_powers<256>(factors, frames);
  in_every_order([&] { EXPECT_EQ(device_powers<256>(factors, frames), expected); });
}

}  // namespace
}  // namespace timbre::test
