# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# apt with a private configuration: another suite or architecture than the machine's, nothing of the machine's
# own state touched, no host named that the machine's configuration does not name. Sourced.

# The Debian mirror that this machine uses for its own release; empty when it uses none.
debian_mirror() {
	local codename

	codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	# shellcheck disable=SC2016 # apt's variables
	apt-get indextargets --format '$(REPO_URI) $(CODENAME)' |
		awk -v c="$codename" '$2 == c && /debian/ { print $1; exit }'
}

# private_apt DIR COMMAND...: with its lists, archives and sources.list in DIR
private_apt() {
	local dir=$1

	shift
	mkdir -p "$dir/lists/partial" "$dir/archives/partial"
	"$@" -o Dir::Etc::sourcelist="$dir/sources.list" -o Dir::Etc::sourceparts=- \
		-o Dir::State::lists="$dir/lists" -o Dir::Cache="$dir" -o Debug::NoLocking=1 \
		-o Acquire::Languages=none -o APT::Update::Error-Mode=any -o APT::Sandbox::User="$(id -un)"
}
