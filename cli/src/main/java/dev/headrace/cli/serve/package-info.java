/** Pages of a folder of results and sweeps over HTTP, to this machine alone and read-only. */
@NullMarked
package dev.headrace.cli.serve;

import org.jspecify.annotations.NullMarked;
