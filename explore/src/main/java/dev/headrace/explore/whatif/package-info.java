/** What would help: a run again with one thing at a time twice as good, and what limits it then. */
@NullMarked
package dev.headrace.explore.whatif;

import org.jspecify.annotations.NullMarked;
