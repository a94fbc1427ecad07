// SPDX-License-Identifier: Apache-2.0
// The few DWARF expressions that stand in unwinding rules of real code. Any other is unsupported;
// there is no interpreter on purpose, since what it computes would come from the target.
#pragma once

#include "byte_cursor.h"
#include "function_unwind.h"

namespace meshprof {

// DW_CFA_def_cfa_expression: `breg + offset`, optionally + 8 * register, optionally dereferenced,
// then optionally + addend (stack realignment by GCC, assembly of OpenSSL and BoringSSL), and the
// one of linkage tables.
CfaRule read_cfa_expression(ByteCursor expression);

// DW_CFA_expression: `breg + offset` is where the register is saved.
RegisterRule read_location_expression(ByteCursor expression);

}  // namespace meshprof
