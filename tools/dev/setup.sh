# Installs packages and builds: shared by the scripts in tools/ and sourced by them. What is said
# here goes to standard error, because standard output belongs to the program that follows.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# shellcheck source=tools/dev/packages.sh
source "$root/tools/dev/packages.sh"
# Options for every configuration: TIMBRE_CMAKE_OPTIONS="-DTIMBRE_CUDA=OFF -DTIMBRE_WERROR=ON".
read -ra user_options <<<"${TIMBRE_CMAKE_OPTIONS-}"

say() { printf 'timbre: %s\n' "$*" >&2; }

# fail EXIT_CODE MESSAGE...
fail() {
  local code=$1
  shift
  say "$@"
  exit "$code"
}

# Until the calling shell ends, nobody else sets up or builds in this tree.
lock_tree() {
  mkdir -p "$root/build"
  exec 9>"$root/build/.lock"
  flock --nonblock 9 && return
  say "waiting for another set-up or build in this tree"
  flock 9
}

missing_packages() {
  comm -23 <(printf '%s\n' "$@" | sort) \
    <(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
      sed -n 's/^installed //p' | sort)
}

# need_packages PACKAGE...: installs what is missing of them, or says what to install and exits 2.
need_packages() {
  command -v dpkg-query >/dev/null || return 0  # another system: CMake names what it does not find
  local missing become_root=() log=$root/build/packages.log
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -eq 0 ]] && return
  if [[ $EUID -ne 0 ]]; then
    if sudo -n true 2>/dev/null || [[ -n $(command -v sudo) && -t 0 && -t 2 ]]; then
      become_root=(sudo)
    else
      fail 2 "these packages are missing; install them as root, then try again:
  apt-get install ${missing[*]}"
    fi
  fi
  say "installing ${missing[*]} (log: $log)"
  # 9 is the lock: a service that a package starts must not keep it.
  {
    "${become_root[@]}" apt-get update ||
      echo "The package lists could not be refreshed; trying with the old ones."
    "${become_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes \
      --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"
  } </dev/null >"$log" 2>&1 9>&- && return
  tail -n 15 "$log" >&2
  fail 2 "apt-get could not install: ${missing[*]}; do it by hand, then try again (log: $log)"
}

# The build folder of a preset, as CMakePresets.json has it.
build_folder() {
  if [[ $1 == release ]]; then echo "$root/build"; else echo "$root/build-$1"; fi
}

# configured PRESET [-DNAME=VALUE]...: whether the preset is configured here, with these values.
configured() {
  local folder option
  folder=$(build_folder "$1")
  shift
  [[ -f $folder/build.ninja ]] || return
  # A tree that was moved or copied must not be built in its old place.
  grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt" || return
  for option in "$@" "${user_options[@]}"; do
    option=${option#-D}
    grep -qx "${option%%=*}:[A-Z]*=${option#*=}" "$folder/CMakeCache.txt" || return
  done
}

# configure PRESET [-DNAME=VALUE]...
configure() {
  local preset=$1 folder fresh=()
  folder=$(build_folder "$preset")
  shift
  mkdir -p "$folder"
  configured "$preset" || fresh=(--fresh)
  if command -v ccache >/dev/null; then
    export CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER-ccache}
  fi
  say "configuring ${folder#"$root"/} (log: $folder/configure.log)"
  if ! cmake --preset "$preset" -S "$root" "${fresh[@]}" "$@" "${user_options[@]}" \
    </dev/null >"$folder/configure.log" 2>&1; then
    tail -n 25 "$folder/configure.log" >&2
    fail 2 "CMake could not configure; README says which libraries are needed"
  fi
  sed -n 's/^-- \(CUDA module: .*\)/timbre: \1/p' "$folder/configure.log" >&2
}

# Reads Ninja's lines and tells how far it is, at every tenth part; nothing when all is built.
show_progress() {
  local line percent due=0
  while IFS= read -r line; do
    # Step 0 is CMake, which Ninja starts when a CMakeLists.txt has changed.
    [[ $line =~ ^\[([1-9][0-9]*)/([0-9]+)\] ]] || continue
    percent=$((100 * BASH_REMATCH[1] / BASH_REMATCH[2]))
    ((percent < due)) && continue
    say "building, ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]} steps"
    due=$((percent / 10 * 10 + 10))
  done
}

# compile PRESET TARGET
compile() {
  local folder
  folder=$(build_folder "$1")
  cmake --build "$folder" --target "$2" </dev/null 2>&1 | tee "$folder/build.log" |
    show_progress && return
  # The first failure and what the compiler said of it; without one, CMake's own last words.
  sed -n '/^FAILED:/,$p' "$folder/build.log" | head -n 60 >&2
  grep -q '^FAILED:' "$folder/build.log" || tail -n 25 "$folder/build.log" >&2
  fail 1 "the build failed (log: $folder/build.log)"
}

# launch PROGRAM ARGUMENT...: becomes build/bin/PROGRAM, once that is built.
launch() {
  local program=$1
  shift
  (
    lock_tree
    need_packages "${build_packages[@]}"
    # A tree that was configured with tests stays so: only the programs are built here.
    configured release || {
      say "the first time sets up and builds, which takes some minutes"
      configure release -DTIMBRE_TESTS=OFF
    }
    compile release programs
  )
  exec "$root/build/bin/$program" "$@"
}
