<?php
// SPDX-License-Identifier: GPL-3.0-or-later
// A must-use plugin of every test site: no mail, and no limit on how fast comments come.

function wp_mail() {
	return true;
}

add_filter('comment_flood_filter', '__return_false', 99);
