#include <dnnl.h>

#include "model/cpu/matmul.hpp"
#include "timbre/core/error.hpp"

namespace timbre::model::cpu {

void matmul(std::int64_t m, std::int64_t n, std::int64_t k, const Matrix& a, const Matrix& b,
            Into into, float* c, std::int64_t c_stride) {
  const float beta = into == Into::accumulate ? 1.0f : 0.0f;
  const dnnl_status_t status =
      dnnl_sgemm(a.transposed ? 'T' : 'N', b.transposed ? 'T' : 'N', m, n, k, 1.0f, a.values,
                 a.stride, b.values, b.stride, beta, c, c_stride);
  require(status == dnnl_success, "oneDNN refused a matrix product");
}

}  // namespace timbre::model::cpu
