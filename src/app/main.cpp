// The program: wires what is real (clock, files, processes) and calls the command line.
// SPDX-License-Identifier: Apache-2.0
int main() { return 0; }
