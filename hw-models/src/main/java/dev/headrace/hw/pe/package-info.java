/** Arrays of processing elements that do more than multiply: FuseMax's two arrays. */
@NullMarked
package dev.headrace.hw.pe;

import org.jspecify.annotations.NullMarked;
