// Owns the precompiled headers of all tests: see tests/CMakeLists.txt.
int main() {
  return 0;
}
