#pragma once

#include "features/pictures.hpp"
#include "gpu/kernel.cuh"
#include "timbre/features/double_transform.hpp"

// The power spectrum of a real frame in double by `lanes` threads of a block, in Stockham passes of
// two points at a time, two passes in one where there are two: the same sums and products in the
// same order as the CPU's.
namespace timbre::cuda::features {

struct alignas(16) DoublePoint {
  double re;
  double im;
};

struct PointPair {
  DoublePoint sum;
  DoublePoint turned;  ///< the difference
};

class DoubleTransform {
 public:
  /// A frame that thread `lane` of `shape.lanes()` works on. `buffers` has 2 x points places.
  __device__ DoubleTransform(const SpecgramShape& shape, const CircleFactors& circle, int lane,
                             DoublePoint* buffers)
      : circle_(circle),
        points_(shape.points()),
        lanes_(shape.lanes()),
        lane_(lane),
        from_(buffers + shape.points()),
        to_(buffers) {}

  /// All passes. `sample(n)` gives windowed samples 2 n and 2 n + 1; threads without a frame pass
  /// `there` false and only wait with the others.
  template <typename Sample>
  __device__ void run(bool there, const Sample& sample) {
    if (there) pass_of_fours(1, sample);
    finish_pass();
    int stride = 4;
    for (; 4 * stride <= points_; stride *= 4) {
      if (there) pass_of_fours(stride, [&](int place) { return from_[place]; });
      finish_pass();
    }
    if (stride < points_) {
      if (there) last_pass_of_pairs();
      finish_pass();
    }
  }

  /// |X[bin]|^2 after run().
  __device__ double power(int bin) const {
    if (bin == 0 || bin == points_)
      return timbre::features::end_power(from_[0].re, from_[0].im, bin != 0);
    const DoublePoint z = from_[bin], mirror = from_[points_ - bin];
    return timbre::features::untangled_power(
        z.re, z.im, mirror.re, mirror.im, __ldg(circle_.cosines + bin), __ldg(circle_.sines + bin));
  }

 private:
  __device__ PointPair combine(const DoublePoint& first, const DoublePoint& second,
                               int factor) const {
    PointPair pair;
    timbre::features::combine_pair(first.re, first.im, second.re, second.im,
                                   __ldg(circle_.cosines + factor), __ldg(circle_.sines + factor),
                                   pair.sum.re, pair.sum.im, pair.turned.re, pair.turned.im);
    return pair;
  }

  // Passes of strides `stride` and 2 `stride` in one: the four points that the second pass makes of
  // two pairs of the first.
  template <typename Read>
  __device__ void pass_of_fours(int stride, const Read& read) {
    const int quarter = points_ / 4;
    for (int place = lane_; place < quarter; place += lanes_) {
      const int group = place & ~(stride - 1);  // times the stride
      const PointPair even = combine(read(place), read(place + 2 * quarter), 2 * group);
      const PointPair odd =
          combine(read(place + quarter), read(place + 3 * quarter), 2 * (group + quarter));
      const PointPair sums = combine(even.sum, odd.sum, 4 * group);
      const PointPair turned = combine(even.turned, odd.turned, 4 * group);
      DoublePoint* out = to_ + place + 3 * group;
      out[0] = sums.sum;
      out[stride] = turned.sum;
      out[2 * stride] = sums.turned;
      out[3 * stride] = turned.turned;
    }
  }

  __device__ void last_pass_of_pairs() {
    const int half = points_ / 2;
    for (int place = lane_; place < half; place += lanes_) {
      const PointPair pair = combine(from_[place], from_[place + half], 0);
      to_[place] = pair.sum;
      to_[place + half] = pair.turned;
    }
  }

  __device__ void finish_pass() {
    DoublePoint* written = to_;
    to_ = from_;
    from_ = written;
    __syncthreads();
  }

  CircleFactors circle_;
  int points_;
  int lanes_;
  int lane_;
  DoublePoint* from_;  // what the last pass wrote
  DoublePoint* to_;
};

}  // namespace timbre::cuda::features
