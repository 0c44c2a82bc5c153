#pragma once

namespace timbre {

/// From now on the first Ctrl-C (SIGINT) or SIGTERM only asks to stop; a second one kills.
void catch_interrupts();

/// Whether the user asked to stop.
bool interrupted();

/// Throws Interrupted when the user asked to stop. Long work calls it between its pieces.
void stop_if_interrupted();

}  // namespace timbre
