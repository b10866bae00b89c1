/** What the rows of a sweep or a search say: which axis matters how much, in tables, pictures and a page. */
@NullMarked
package dev.headrace.explore.insight;

import org.jspecify.annotations.NullMarked;
