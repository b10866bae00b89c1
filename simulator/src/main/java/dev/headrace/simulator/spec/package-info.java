/** JSON to validated records. Every complaint names the file, the JSON pointer, the value found and what is allowed. */
@NullMarked
package dev.headrace.simulator.spec;

import org.jspecify.annotations.NullMarked;
